package dev.toolwatch.errors;

import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.Placement;
import dev.toolwatch.signal.RawError;
import dev.toolwatch.signal.RawError.Call;
import dev.toolwatch.signal.ServiceId;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes an error without secrets of what spans and log records tell, and says to which group it
 * belongs. Not thread-safe.
 */
final class ErrorGrouper {
  /** Characters of a code of JSON-RPC or HTTP. */
  private static final int LONGEST_CODE = 7;

  private final StackTraces stackTraces;
  private final TextRedaction redaction;
  private final Fingerprints fingerprints = new Fingerprints();
  private final SeenStackTraces seen = new SeenStackTraces();

  ErrorGrouper(StackTraces stackTraces, TextRedaction redaction) {
    this.stackTraces = stackTraces;
    this.redaction = redaction;
  }

  /**
   * An error.
   *
   * @param service that it counts for
   * @param nowMillis the time, for errors that say they are of the future or of long ago
   */
  ErrorEvent event(TraceErrors.Joined joined, ServiceId service, long nowMillis) {
    RawError shown = joined.shown();
    List<String> identities = new ArrayList<>();
    joined.members().forEach(member -> identities.addAll(member.identities()));
    ParsedException exception =
        redaction.redact(
            stackTraces.parse(
                shown.stackTrace(),
                Language.ofSdk(shown.reporter().language()),
                shown.type(),
                shown.message()),
            identities);
    Call call = joined.call();
    String errorType = redaction.redact(call.errorType(), identities);
    return new ErrorEvent(
        grouping(service, shown, call, errorType, exception),
        service,
        shown.reporter().environment(),
        call.method(),
        call.outcome() == Outcome.CLIENT_ERROR ? Outcome.CLIENT_ERROR : Outcome.SERVER_ERROR,
        errorType,
        joined.times(),
        new ErrorSample(
            millis(shown, nowMillis),
            shown.traceIdHigh(),
            shown.traceIdLow(),
            shown.spanId(),
            call.user(),
            shown.reporter().version(),
            call.tool(),
            typed(exception, shown, call, errorType)));
  }

  /**
   * The group of an error, if that can be told without reading all of it: by its code, or by a stack
   * trace that was seen before and tells it alone. Otherwise null.
   */
  Grouping known(TraceErrors.Joined joined, ServiceId of) {
    RawError shown = joined.shown();
    String service = key(of);
    Call call = joined.call();
    return isOfOperation(shown, call) && isCode(call.errorType(), shown.message())
        ? fingerprints.ofCode(service, call.tool(), call.errorType())
        : seen.find(service, shown);
  }

  /** Whether an operation failed without an exception. */
  private static boolean isOfOperation(RawError shown, Call call) {
    return !shown.exception() && !call.isNone() && shown.source() == RawError.Source.SPAN;
  }

  private Grouping grouping(
      ServiceId of, RawError shown, Call call, String errorType, ParsedException exception) {
    String service = key(of);
    String tool = call.tool();
    if (!isOfOperation(shown, call)) {
      Grouping grouping = fingerprints.of(service, tool, exception);
      if (fingerprints.isOfStackTraceAlone()) {
        seen.add(service, shown, grouping);
      }
      return grouping;
    }
    String message = exception.reported().message();
    return isCode(errorType, message)
        ? fingerprints.ofCode(service, tool, errorType)
        : fingerprints.ofMessage(
            service, tool, errorType.equals(TraceErrors.OTHER) ? "" : errorType, message);
  }

  /** The group that holds what there is no room for. */
  Grouping overflow(ServiceId service) {
    return fingerprints.ofOverflow(key(service));
  }

  private static String key(ServiceId service) {
    return service.tenant().isEmpty() ? service.name() : service.tenant() + '\0' + service.name();
  }

  /** Whether an error type is one of MCP, JSON-RPC or HTTP, and not the name of an exception. */
  private static boolean isCode(String errorType, String message) {
    int length = errorType.length();
    boolean number = length > 0 && length <= LONGEST_CODE;
    for (int i = errorType.startsWith("-") ? 1 : 0; i < length; i++) {
      number &= errorType.charAt(i) >= '0' && errorType.charAt(i) <= '9';
    }
    return number
        || errorType.equals("tool_error")
        || errorType.equals("timeout")
        || errorType.equals(TraceErrors.OTHER) && message.isEmpty();
  }

  /** An operation that failed without an exception has its error type in the place of one. */
  private static ParsedException typed(
      ParsedException exception, RawError shown, Call call, String errorType) {
    if (!isOfOperation(shown, call)) {
      return exception;
    }
    ThrownException reported = exception.reported();
    return exception.replaced(
        List.of(reported.replaced(errorType, reported.message(), reported.frames())));
  }

  /** When an error counts as having happened. */
  static long millis(RawError error, long nowMillis) {
    long endNanos = error.endNanos();
    long ended = endNanos == 0 ? nowMillis : Placement.endMillis(endNanos);
    return Placement.of(ended, nowMillis).millis(ended, nowMillis);
  }
}
