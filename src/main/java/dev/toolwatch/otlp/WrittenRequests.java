package dev.toolwatch.otlp;

import dev.toolwatch.signal.Signal;
import dev.toolwatch.wire.Slice;
import java.io.IOException;
import java.util.function.Consumer;

/** Writes the requests of an event loop to a log, and tells the consumer where. Used on that loop only. */
final class WrittenRequests {
  /** No request has been written. */
  private static final long NOTHING = -1;

  private final RequestLog log;
  private final String name;
  private final LogConsumer consumer;
  private long written = NOTHING;

  /**
   * @param name of the log
   * @param consumer of what is written
   */
  WrittenRequests(RequestLog log, String name, LogConsumer consumer) {
    this.log = log;
    this.name = name;
    this.consumer = consumer;
  }

  void write(Signal signal, Transport transport, Slice request, int items, long epochMillis)
      throws NotKeptException {
    long position = log.end();
    try {
      written = log.append(signal, transport, request, items, epochMillis);
    } catch (IOException e) {
      throw new NotKeptException(e.getMessage());
    }
    consumer.at(name, position, written);
  }

  /** Tells when the last request is durable, if one was written since the last call, or else at once. */
  void whenDurable(Consumer<Boolean> then) {
    long taken = written;
    written = NOTHING;
    if (taken == NOTHING) {
      then.accept(true);
    } else {
      log.whenDurable(taken, then);
    }
  }

  /** What is shown next was written by an earlier process. */
  void replay(long position, long next) {
    consumer.at(name, position, next);
  }

  RequestLog log() {
    return log;
  }
}
