package dev.toolwatch.expose;

/**
 * A trace that is an example of a bucket or a counter.
 *
 * @param traceId letters and digits; empty only in {@link #NONE}
 * @param spanId letters and digits, or empty
 * @param value the observed value, in the unit of the family
 * @param timestampMillis when it was observed, in milliseconds since the Unix epoch; 0 if unknown
 */
public record Exemplar(String traceId, String spanId, double value, long timestampMillis) {
  public static final Exemplar NONE = new Exemplar("", "", 0, 0);

  // OpenMetrics 1.0, "Exemplars": names and values of all labels have at most 128 characters.
  private static final int MAX_ID_CHARS = 128 - "trace_id".length() - "span_id".length();

  public Exemplar {
    if (traceId.length() + spanId.length() > MAX_ID_CHARS
        || !isPlain(traceId)
        || !isPlain(spanId)) {
      throw new IllegalArgumentException("not the ids of a span: " + traceId + " " + spanId);
    }
    if (timestampMillis < 0) {
      throw new IllegalArgumentException("time before the epoch: " + timestampMillis);
    }
  }

  public boolean isNone() {
    return traceId.isEmpty();
  }

  /** Whether no format needs to escape the text. */
  static boolean isPlain(String id) {
    for (int i = 0; i < id.length(); i++) {
      char c = id.charAt(i);
      if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z')) {
        return false;
      }
    }
    return true;
  }
}
