package dev.toolwatch.signal;

import dev.toolwatch.wire.Slice;

/**
 * One log record as a decoder sees it, read in place: filled anew for each record and valid only
 * during the call that it is handed to. Not thread-safe.
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
