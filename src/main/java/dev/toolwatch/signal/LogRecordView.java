package dev.toolwatch.signal;

import dev.toolwatch.wire.Slice;

/**
 * One log record, as the decoder reads it in place. Reused for each record and valid only during
 * the call that it is passed to. Not thread-safe.
 */
public final class LogRecordView {
  private final Origin origin;
  private final Slice raw = new Slice();

  public LogRecordView(Vocabulary vocabulary) {
    origin = new Origin(vocabulary, false);
  }

  public Origin origin() {
    return origin;
  }

  /** The LogRecord message as received. */
  public Slice raw() {
    return raw;
  }
}
