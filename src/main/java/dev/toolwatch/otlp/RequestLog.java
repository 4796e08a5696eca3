package dev.toolwatch.otlp;

import dev.toolwatch.signal.LogPosition;
import dev.toolwatch.signal.LogReader;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.wire.Slice;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Keeps requests on disk from before they are answered until what they count is stored. If it is
 * enabled, there is one event loop. Used on that loop's thread, except where a method says otherwise.
 */
public interface RequestLog {
  /** Whether requests are kept. Thread-safe. */
  boolean isEnabled();

  /**
   * Opens the log, before the event loop starts. Blocks.
   *
   * @return how far it is stored
   * @throws IllegalStateException if it cannot be used; the message says why
   */
  LogPosition open();

  /** Follows what the store does with the log. */
  LogReader reader();

  /**
   * Shows the next records of an earlier process.
   *
   * @return whether there are more
   */
  boolean replay(Replay to, long untilNanos);

  /** The loop goes on with requests. */
  void replayed(Executor loop);

  /**
   * Appends a request that has proved valid, before anything of it counts.
   *
   * @param transport by which it came
   * @param request in protobuf, inflated
   * @return the position of the request that follows
   * @throws IOException if it cannot be kept; the message is for the sender
   */
  long append(Signal signal, Transport transport, Slice request, int items, long epochMillis)
      throws IOException;

  /** The position of the request that is appended next. */
  long end();

  /**
   * Tells when everything before a position is durable.
   *
   * @param then is told on the loop's thread whether it is; if not, the disk has failed
   */
  void whenDurable(long position, Consumer<Boolean> then);

  /** Receives records. */
  @FunctionalInterface
  interface Replay {
    /**
     * Takes a record.
     *
     * @param next position of the record that follows
     */
    void record(
        long position,
        long next,
        Signal signal,
        Transport transport,
        byte[] body,
        long epochMillis);
  }
}
