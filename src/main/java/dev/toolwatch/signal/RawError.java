package dev.toolwatch.signal;

import java.util.List;
import java.util.Objects;

/**
 * What one span or one log record tells of an error, copied and not yet redacted: it must not be
 * stored, exported or logged. Times are nanoseconds since the Unix epoch, unsigned. Texts are empty
 * if they are unknown. Immutable.
 *
 * @param source what tells of it
 * @param reporter the service and its circumstances
 * @param traceIdHigh the first half of its trace's id; both are 0 if it has none
 * @param spanId of its span, or of the span that the log record belongs to; 0 if there is none
 * @param parentSpanId of the span; 0 if it has none, or if a log record tells of the error
 * @param startNanos of the span; of a log record its time
 * @param call the operation that the span is
 * @param exception whether type, message and stack trace are those of an exception; otherwise the
 *     message is that of the span's status or the body of the log record
 * @param identities of the span's user, to be redacted
 * @param times how many errors it stands for, at least 1
 */
public record RawError(
    Source source,
    Reporter reporter,
    long traceIdHigh,
    long traceIdLow,
    long spanId,
    long parentSpanId,
    long startNanos,
    long endNanos,
    Call call,
    boolean exception,
    String type,
    String message,
    String stackTrace,
    List<String> identities,
    long times) {
  /** What can tell of an error. */
  public enum Source {
    SPAN,
    LOG
  }

  /**
   * The service that has the error.
   *
   * @param version {@code service.version}
   * @param environment {@code deployment.environment.name}
   * @param language {@code telemetry.sdk.language}
   */
  public record Reporter(ServiceId service, String version, String environment, String language) {
    public Reporter {
      Objects.requireNonNull(service, "service");
    }
  }

  /**
   * The operation of MCP that a span is.
   *
   * @param served whether a server handled it
   * @param outermost whether nothing of the same process is above it
   * @param method empty if the span is not an operation
   * @param tool that was called; empty if none was
   * @param outcome of the operation, or of the span
   * @param errorType as {@code mcp_server_errors_total} has it
   * @param user the pseudonym of its user; 0 if unknown
   */
  public record Call(
      boolean served,
      boolean outermost,
      String method,
      String tool,
      Outcome outcome,
      String errorType,
      long user) {
    /** Of a span or a log record that is no operation. */
    public static final Call NONE = new Call(false, false, "", "", Outcome.OK, "", 0);

    public boolean isNone() {
      return method.isEmpty();
    }
  }

  /** Bytes of an error beside its texts, with those of a map that holds it, generously. */
  private static final int BYTES = 640;

  private static final int TEXT_BYTES = 48;

  /** The bytes that it takes, at most. */
  public int bytes() {
    int characters = type.length() + message.length() + stackTrace.length();
    for (String identity : identities) {
      characters += identity.length() + TEXT_BYTES;
    }
    return BYTES + 2 * characters;
  }
}
