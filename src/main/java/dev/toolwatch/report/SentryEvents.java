package dev.toolwatch.report;

import dev.toolwatch.errors.Language;
import dev.toolwatch.errors.StackFrame;
import dev.toolwatch.errors.ThrownException;
import dev.toolwatch.signal.Outcome;
import io.sentry.SentryEvent;
import io.sentry.SentryLevel;
import io.sentry.SpanContext;
import io.sentry.SpanDataConvention;
import io.sentry.SpanId;
import io.sentry.protocol.SentryException;
import io.sentry.protocol.SentryId;
import io.sentry.protocol.SentryStackFrame;
import io.sentry.protocol.SentryStackTrace;
import io.sentry.protocol.User;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Writes errors as envelopes of Sentry, each with one event. Not thread-safe. The names and limits of
 * the fields are those of Sentry's event payload (develop.sentry.dev, "Event Payloads").
 */
final class SentryEvents implements ReportWriter {
  /** Uncompressed. Sentry takes 200 kB compressed. */
  static final int MAX_BYTES = 200_000;

  private static final int MAX_TRANSACTION = 200;
  private static final int MAX_ENVIRONMENT = 64;
  private static final int MAX_RELEASE = 200;

  /** Neither an environment nor a release may have these. */
  private static final Pattern NOT_ALLOWED = Pattern.compile("[/\\\\\\s\\p{Cntrl}]+");

  private static final String NO_NAME = "None";
  private static final String OPERATION = "mcp.server";

  private final SentryEnvelopes envelopes;
  private final Optional<String> environment;
  private final Optional<String> release;

  /**
   * @param environment of all events; empty for that of the service
   * @param release of all events; empty for the version of the service
   */
  SentryEvents(SentryEnvelopes envelopes, Optional<String> environment, Optional<String> release) {
    this.envelopes = envelopes;
    this.environment = environment;
    this.release = release;
  }

  @Override
  public byte[] write(ReportedError report) {
    SentryId id = new SentryId();
    return Detail.fitting(MAX_BYTES, detail -> envelopes.envelope(event(id, report, detail)));
  }

  @SuppressWarnings("JavaUtilDate") // the SDK wants it
  private SentryEvent event(SentryId id, ReportedError report, Detail detail) {
    SentryEvent event = new SentryEvent(new Date(report.sample().millis()));
    event.setEventId(id);
    event.setPlatform(platform(report.sample().exception().language()));
    event.setLevel(level(report.event().outcome()));
    event.setExceptions(exceptions(report, detail));
    event.setFingerprints(List.of(report.fingerprint()));
    if (!report.operation().isEmpty()) {
      event.setTransaction(Detail.line(report.operation(), MAX_TRANSACTION));
    }
    report.tags().forEach(event::setTag);
    event.setExtra("events_since", report.eventsSince());
    event.setEnvironment(
        allowed(environment.orElse(report.event().environment()), MAX_ENVIRONMENT));
    event.setRelease(allowed(release.orElse(report.sample().version()), MAX_RELEASE));
    report.pseudonym().ifPresent(pseudonym -> event.setUser(user(pseudonym)));
    report.traceId().ifPresent(trace -> event.getContexts().setTrace(trace(trace, report)));
    return event;
  }

  private static User user(String pseudonym) {
    User user = new User();
    user.setId(pseudonym);
    return user;
  }

  private static SpanContext trace(String traceId, ReportedError report) {
    SpanId span = report.spanId().map(SpanId::new).orElseGet(SpanId::new);
    SpanContext trace = new SpanContext(new SentryId(traceId), span, OPERATION, null, null);
    trace.setData(SpanDataConvention.THREAD_ID, null); // of this process
    trace.setData(SpanDataConvention.THREAD_NAME, null);
    return trace;
  }

  /** The oldest cause first. */
  private static List<SentryException> exceptions(ReportedError report, Detail detail) {
    List<SentryException> oldestFirst = new ArrayList<>();
    for (ThrownException thrown : report.chain()) {
      SentryException exception = new SentryException();
      exception.setType(detail.name(thrown.type()));
      if (!thrown.message().isEmpty()) {
        exception.setValue(detail.message(thrown.message()));
      }
      if (!thrown.frames().isEmpty()) {
        exception.setStacktrace(
            new SentryStackTrace(
                detail.frames(thrown).stream().map(frame -> frame(frame, detail)).toList()));
      }
      oldestFirst.add(0, exception);
    }
    return oldestFirst;
  }

  private static SentryStackFrame frame(StackFrame from, Detail detail) {
    SentryStackFrame frame = new SentryStackFrame();
    frame.setFunction(nullIfEmpty(detail.name(from.function())));
    frame.setFilename(nullIfEmpty(detail.name(from.file())));
    frame.setModule(nullIfEmpty(detail.name(from.module())));
    frame.setLineno(from.line() == 0 ? null : from.line());
    frame.setColno(from.column() == 0 ? null : from.column());
    frame.setInApp(from.inApp());
    return frame;
  }

  private static String nullIfEmpty(String text) {
    return text.isEmpty() ? null : text;
  }

  /** Null if nothing is left. */
  private static String allowed(String text, int most) {
    String name = Detail.cut(NOT_ALLOWED.matcher(text.strip()).replaceAll("-"), most).strip();
    boolean wrong = name.isEmpty() || name.matches("\\.{1,2}") || name.equalsIgnoreCase(NO_NAME);
    return wrong ? null : name;
  }

  private static SentryLevel level(Outcome outcome) {
    return switch (outcome) {
      case CLIENT_ERROR -> SentryLevel.WARNING;
      case OK, SERVER_ERROR -> SentryLevel.ERROR;
    };
  }

  /** Of the names that Sentry knows. Its Rust SDK says native too. */
  private static String platform(Language language) {
    return switch (language) {
      case PYTHON, JAVA, GO, CSHARP, RUBY, PHP, OTHER -> language.label();
      case JAVASCRIPT -> "node";
      case RUST -> "native";
    };
  }
}
