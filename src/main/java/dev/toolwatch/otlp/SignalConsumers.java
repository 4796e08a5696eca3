package dev.toolwatch.otlp;

import dev.toolwatch.signal.LogReader;
import dev.toolwatch.signal.Vocabulary;
import java.util.concurrent.Executor;

/** Opens a {@link SignalConsumer} for each event loop of the receiver. Thread-safe. */
public interface SignalConsumers {
  /** The attributes that decoders keep. Views show only these. */
  Vocabulary vocabulary();

  /**
   * Opens the consumer of one event loop. Called on that loop's thread.
   *
   * @param index the number of the loop, from 0
   * @param loops the number of loops
   * @param loop runs tasks on the loop's thread, in order of submission
   */
  SignalConsumer open(int index, int loops, Executor loop);

  /**
   * Opens the consumer of a thread that reads logs.
   *
   * @param thread runs tasks on that thread, between two records, in order of submission
   * @param reader follows how far the logs are stored
   */
  LogConsumer openLog(Executor thread, LogReader reader);
}
