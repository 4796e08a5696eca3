package dev.toolwatch.otlp;

import dev.toolwatch.signal.Signal;
import dev.toolwatch.wire.Slice;
import java.io.IOException;

/** Writes the requests of an event loop to a log, and tells the consumer where. Used on that loop only. */
final class WrittenRequests {
  /** No request has been written. */
  static final long NOTHING = -1;

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

  void write(Signal signal, Slice request, int items, long epochMillis) throws NotKeptException {
    long position = log.end();
    try {
      written = log.append(signal, request, items, epochMillis);
    } catch (IOException e) {
      throw new NotKeptException(e.getMessage());
    }
    consumer.at(name, position, written);
  }

  /** The position up to which the log must be durable before the last request is answered. */
  long takeWritten() {
    long taken = written;
    written = NOTHING;
    return taken;
  }

  /** What is shown next was written by an earlier process. */
  void replay(long position, long next) {
    consumer.at(name, position, next);
  }

  RequestLog log() {
    return log;
  }
}
