package dev.toolwatch.signal;

import dev.toolwatch.wire.Slice;
import dev.toolwatch.wire.Text;
import java.util.List;

/**
 * One log record, as the decoder reads it in place. Reused for each record and valid only during
 * the call that it is passed to. Times are nanoseconds since the Unix epoch, unsigned; 0 if unknown.
 * Not thread-safe.
 */
public final class LogRecordView {
  /** The lowest number of a severity that means an error (logs data model, "SeverityNumber"). */
  private static final int ERROR = 17;

  private static final Vocabulary ERRORS =
      new Vocabulary(List.of("ERROR", "Error", "error", "FATAL", "Fatal", "fatal", "CRITICAL"));

  private final Origin origin;
  private final Slice raw = new Slice();
  private final Attributes attributes;
  private final Text body = new Text();
  private final Text severityText = new Text();
  private int severity;
  private long timeNanos;
  private long observedNanos;
  private long traceIdHigh;
  private long traceIdLow;
  private long spanId;

  public LogRecordView(Vocabulary vocabulary) {
    origin = new Origin(vocabulary, false);
    attributes = new Attributes(vocabulary);
  }

  /** Clears the view for the next record of the same resource and scope. */
  public void clearRecord() {
    attributes.clear();
    body.clear();
    severityText.clear();
    severity = 0;
    timeNanos = 0;
    observedNanos = 0;
    traceIdHigh = 0;
    traceIdLow = 0;
    spanId = 0;
  }

  public Origin origin() {
    return origin;
  }

  /** The LogRecord message as received. */
  public Slice raw() {
    return raw;
  }

  public Attributes attributes() {
    return attributes;
  }

  /** The body if it is a string; otherwise empty. */
  public Text body() {
    return body;
  }

  public Text severityText() {
    return severityText;
  }

  public void severity(int number) {
    severity = number;
  }

  /** Whether its severity is that of an error, by the number or, without one, by the text. */
  public boolean isError() {
    return severity == 0 ? ERRORS.find(severityText) >= 0 : severity >= ERROR;
  }

  /** When it happened; when it was seen if that is all that is known. */
  public long timeNanos() {
    return timeNanos == 0 ? observedNanos : timeNanos;
  }

  public void timeNanos(long nanos) {
    timeNanos = nanos;
  }

  public void observedNanos(long nanos) {
    observedNanos = nanos;
  }

  /** The first half of the id of its trace. Both are 0 if it has none. */
  public long traceIdHigh() {
    return traceIdHigh;
  }

  public long traceIdLow() {
    return traceIdLow;
  }

  public void traceId(long high, long low) {
    traceIdHigh = high;
    traceIdLow = low;
  }

  /** The id of its span; 0 if it has none. */
  public long spanId() {
    return spanId;
  }

  public void spanId(long id) {
    spanId = id;
  }
}
