package dev.toolwatch.otlp;

import dev.toolwatch.signal.Vocabulary;
import java.util.concurrent.Executor;

/** Opens a {@link SignalConsumer} for each event loop of the receiver. Thread-safe. */
public interface SignalConsumers {
  /** The attributes that decoders are to keep: views show these and no others. */
  Vocabulary vocabulary();

  /**
   * A consumer for one event loop; called on its thread.
   *
   * @param index of the loop, from 0
   * @param loops how many there are
   * @param loop runs tasks on the loop's thread, in the order in which they were given
   */
  SignalConsumer open(int index, int loops, Executor loop);
}
