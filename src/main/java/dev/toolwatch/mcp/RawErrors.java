package dev.toolwatch.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.toolwatch.signal.Attributes;
import dev.toolwatch.signal.ExceptionView;
import dev.toolwatch.signal.LogRecordView;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.RawError;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.signal.Side;
import dev.toolwatch.signal.SpanView;
import dev.toolwatch.wire.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Finds the errors among spans and log records, and copies what they tell. A span that is fine costs
 * three comparisons. Not thread-safe: there is one for each event loop.
 *
 * <p>Not an error is the call of a dependency that failed without an exception: what it means is up
 * to the caller, and {@code mcp_dependency_duration_seconds} counts it.
 */
public final class RawErrors {
  /** Bytes of a text that are copied. Of a longer stack trace, the first and the last half are. */
  static final int MAX_STACK_TRACE = 1 << 17;

  static final int MAX_TEXT = 1 << 14;

  private static final String CUT = "\n...\n";

  /** The type of an error that a log record tells without an exception. */
  private static final String LOG = "log";

  private static final FirstOf ENVIRONMENT =
      new FirstOf(AttributeKey.DEPLOYMENT_ENVIRONMENT_NAME, AttributeKey.DEPLOYMENT_ENVIRONMENT);
  private static final FirstOf VERSION = new FirstOf(AttributeKey.SERVICE_VERSION);
  private static final FirstOf LANGUAGE = new FirstOf(AttributeKey.TELEMETRY_SDK_LANGUAGE);

  private final NameCache names = new NameCache();
  private final int[] userKeys;
  private final Predicate<Operation> named;
  private final ExceptionView logged = new ExceptionView();

  /**
   * @param userKeys ids of the attributes that identify a user
   * @param named whether the tool of a call is known to exist: it has a series of its own
   */
  RawErrors(int[] userKeys, Predicate<Operation> named) {
    this.userKeys = userKeys;
    this.named = named;
  }

  /** Whether a span that has just been recognised tells of an error. */
  public static boolean isError(SpanView span, JoinSpan recognised) {
    if (!span.lastException().isEmpty()) {
      return true;
    }
    boolean failed = recognised.failed() || recognised.operation().outcome() != Outcome.OK;
    return failed
        && switch (recognised.role()) {
          case SERVER, TOOL -> true;
          case CLIENT, OUTER_CLIENT, OUTBOUND, AUTH, PART -> false;
          case NONE -> span.kind() != SpanView.CLIENT && span.kind() != SpanView.PRODUCER;
        };
  }

  /** Whether a log record tells of an error. */
  public static boolean isError(LogRecordView log) {
    Attributes attributes = log.attributes();
    return log.isError()
        || AttributeKey.EXCEPTION_TYPE.isTextIn(attributes)
        || AttributeKey.EXCEPTION_MESSAGE.isTextIn(attributes)
        || AttributeKey.EXCEPTION_STACKTRACE.isTextIn(attributes);
  }

  /** The service of a resource and its circumstances. */
  public RawError.Reporter reporter(ServiceId service, Attributes resource) {
    return new RawError.Reporter(
        service,
        VERSION.in(resource, names),
        ENVIRONMENT.in(resource, names),
        LANGUAGE.in(resource, names));
  }

  /** The error of a span. */
  public RawError of(RawError.Reporter reporter, SpanView span, JoinSpan recognised) {
    ExceptionView exception =
        FailureClassifier.isWrapper(span.lastException().type())
            ? span.firstException()
            : span.lastException();
    boolean thrown = !exception.isEmpty();
    return new RawError(
        RawError.Source.SPAN,
        reporter,
        span.traceIdHigh(),
        span.traceIdLow(),
        span.spanId(),
        span.parentSpanId(),
        span.startNanos(),
        span.endNanos(),
        call(recognised),
        thrown,
        thrown ? text(exception.type()) : errorType(span),
        text(thrown ? exception.message() : span.statusMessage()),
        thrown ? stackTrace(exception.stackTrace()) : "",
        identities(span.attributes()),
        times(recognised));
  }

  /** How many errors a span stands for. */
  public static long times(JoinSpan recognised) {
    return Math.max(1, Math.round(recognised.operation().weight()));
  }

  /** The operation that a span is. */
  public RawError.Call call(JoinSpan recognised) {
    Operation operation = recognised.operation();
    if (operation.method().isEmpty()) {
      return RawError.Call.NONE;
    }
    boolean unknown =
        recognised.unknownTarget() && !operation.tool().isEmpty() && !named.test(operation);
    return new RawError.Call(
        operation.side() == Side.SERVER,
        recognised.role() == SpanRole.SERVER || recognised.outermostInProcess(),
        operation.method(),
        unknown ? Methods.UNKNOWN : operation.tool(),
        operation.outcome(),
        operation.errorType(),
        operation.user());
  }

  private String errorType(SpanView span) {
    return AttributeKey.ERROR_TYPE.isTextIn(span.attributes())
        ? names.of(AttributeKey.ERROR_TYPE.textIn(span.attributes()))
        : "";
  }

  /** The error of a log record. */
  public RawError of(RawError.Reporter reporter, LogRecordView log) {
    Attributes attributes = log.attributes();
    logged.clear();
    read(AttributeKey.EXCEPTION_TYPE, attributes, logged.type());
    read(AttributeKey.EXCEPTION_MESSAGE, attributes, logged.message());
    read(AttributeKey.EXCEPTION_STACKTRACE, attributes, logged.stackTrace());
    boolean thrown = !logged.isEmpty();
    return new RawError(
        RawError.Source.LOG,
        reporter,
        log.traceIdHigh(),
        log.traceIdLow(),
        log.spanId(),
        0,
        log.timeNanos(),
        log.timeNanos(),
        RawError.Call.NONE,
        thrown,
        thrown ? text(logged.type()) : LOG,
        text(thrown ? logged.message() : log.body()),
        stackTrace(logged.stackTrace()),
        identities(attributes),
        1);
  }

  private static void read(AttributeKey key, Attributes attributes, Text into) {
    if (key.isTextIn(attributes)) {
      into.set(key.textIn(attributes));
    }
  }

  private List<String> identities(Attributes attributes) {
    List<String> identities = new ArrayList<>();
    for (int key : userKeys) {
      if (attributes.hasText(key) && attributes.text(key).length() <= MAX_TEXT) {
        identities.add(attributes.text(key).toString());
      }
    }
    return identities;
  }

  private static String text(Text text) {
    return new String(text.bytes(), text.offset(), Math.min(text.length(), MAX_TEXT), UTF_8);
  }

  /** The cause is at one end of it and the place at the other, and which depends on the language. */
  private static String stackTrace(Text text) {
    if (text.length() <= MAX_STACK_TRACE) {
      return text.toString();
    }
    int half = MAX_STACK_TRACE / 2;
    return new String(text.bytes(), text.offset(), half, UTF_8)
        + CUT
        + new String(text.bytes(), text.offset() + text.length() - half, half, UTF_8);
  }
}
