package dev.toolwatch.signal;

import dev.toolwatch.wire.Slice;
import dev.toolwatch.wire.Text;

/**
 * One span, as the decoder reads it in place. Reused for each span and valid only during the call
 * that it is passed to. Times are nanoseconds since the Unix epoch, unsigned. Ids are big-endian.
 * Not thread-safe.
 */
public final class SpanView {
  /** The numbers of span kinds on the wire (opentelemetry-proto, trace.proto, SpanKind). */
  public static final int INTERNAL = 1;

  public static final int SERVER = 2;
  public static final int CLIENT = 3;
  public static final int PRODUCER = 4;
  public static final int CONSUMER = 5;

  /** The numbers of status codes on the wire (trace.proto, Status.StatusCode). */
  public static final int STATUS_UNSET = 0;

  public static final int STATUS_OK = 1;
  public static final int STATUS_ERROR = 2;

  private final Origin origin;
  private final Slice raw = new Slice();
  private final Attributes attributes;
  private final Text name = new Text();
  private final Text traceState = new Text();
  private final Text statusMessage = new Text();
  private final ExceptionView firstException = new ExceptionView();
  private final ExceptionView lastException = new ExceptionView();
  private long traceIdHigh;
  private long traceIdLow;
  private long spanId;
  private long parentSpanId;
  private int flags;
  private int kind;
  private int statusCode;
  private long startNanos;
  private long endNanos;
  private String defect;

  public SpanView(Vocabulary vocabulary) {
    origin = new Origin(vocabulary, false);
    attributes = new Attributes(vocabulary);
  }

  /** Clears the view for the next span of the same resource and scope. */
  public void clearSpan() {
    attributes.clear();
    name.clear();
    traceState.clear();
    statusMessage.clear();
    firstException.clear();
    lastException.clear();
    traceIdHigh = 0;
    traceIdLow = 0;
    spanId = 0;
    parentSpanId = 0;
    flags = 0;
    kind = 0;
    statusCode = STATUS_UNSET;
    startNanos = 0;
    endNanos = 0;
    defect = null;
  }

  public Origin origin() {
    return origin;
  }

  /** The Span message as received: in protobuf, without its tag and length. */
  public Slice raw() {
    return raw;
  }

  public Attributes resource() {
    return origin.resource();
  }

  public Text scopeName() {
    return origin.scopeName();
  }

  public Text scopeVersion() {
    return origin.scopeVersion();
  }

  public Attributes attributes() {
    return attributes;
  }

  public Text name() {
    return name;
  }

  public Text traceState() {
    return traceState;
  }

  public Text statusMessage() {
    return statusMessage;
  }

  /** The first exception among the span's events. Empty if there is none. */
  public ExceptionView firstException() {
    return firstException;
  }

  /** The last exception among the span's events. Empty if there is none. */
  public ExceptionView lastException() {
    return lastException;
  }

  /** Adds an exception of the span's events. One without a type says too little to follow another. */
  public void exception(ExceptionView exception) {
    if (exception.type().isEmpty() && !lastException.isEmpty()) {
      return;
    }
    if (firstException.type().isEmpty()) {
      firstException.set(exception);
    }
    lastException.set(exception);
  }

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

  public long spanId() {
    return spanId;
  }

  public void spanId(long id) {
    spanId = id;
  }

  /** The parent's id, or 0 if the span is a root. */
  public long parentSpanId() {
    return parentSpanId;
  }

  public void parentSpanId(long id) {
    parentSpanId = id;
  }

  public int flags() {
    return flags;
  }

  public void flags(int bits) {
    flags = bits;
  }

  public int kind() {
    return kind;
  }

  public void kind(int number) {
    kind = number;
  }

  public int statusCode() {
    return statusCode;
  }

  public void statusCode(int number) {
    statusCode = number;
  }

  public long startNanos() {
    return startNanos;
  }

  public void startNanos(long nanos) {
    startNanos = nanos;
  }

  public long endNanos() {
    return endNanos;
  }

  public void endNanos(long nanos) {
    endNanos = nanos;
  }

  /** Nanoseconds from start to end. 0 if the clocks put the end before the start. */
  public long durationNanos() {
    long duration = endNanos - startNanos;
    return Long.compareUnsigned(endNanos, startNanos) <= 0 || duration < 0 ? 0 : duration;
  }

  /** Refuses the span for a reason. The first reason is kept. */
  public void defect(String reason) {
    if (defect == null) {
      defect = reason;
    }
  }

  /** Why the span is refused, or null if it is valid. */
  public String defect() {
    if (defect != null) {
      return defect;
    }
    // trace.proto: an id of all zeroes is invalid. A span that has not ended has no duration.
    if ((traceIdHigh | traceIdLow) == 0) {
      return "trace_id is missing or all zeroes";
    }
    if (spanId == 0) {
      return "span_id is missing or all zeroes";
    }
    return endNanos == 0 ? "end_time_unix_nano is missing" : null;
  }
}
