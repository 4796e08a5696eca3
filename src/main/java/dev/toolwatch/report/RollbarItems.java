package dev.toolwatch.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.toolwatch.errors.Language;
import dev.toolwatch.errors.StackFrame;
import dev.toolwatch.errors.ThrownException;
import dev.toolwatch.signal.Outcome;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Writes errors as items of Rollbar. Thread-safe. The names and limits of the fields are those of its
 * API (docs.rollbar.com, "Create item").
 */
final class RollbarItems implements ReportWriter {
  /** Rollbar takes 1 MiB; more than this helps nobody. */
  static final int MAX_BYTES = 400_000;

  private static final int MAX_ID = 40;
  private static final int MAX_NAME = 255;

  /** An item must have an environment; Rollbar's own clients say this too if they know none. */
  private static final String DEFAULT_ENVIRONMENT = "production";

  private final Optional<String> environment;
  private final Optional<String> release;
  private final String version;

  /**
   * @param environment of all items; empty for that of the service
   * @param release of all items; empty for the version of the service
   * @param version of Toolwatch
   */
  RollbarItems(Optional<String> environment, Optional<String> release, String version) {
    this.environment = environment;
    this.release = release;
    this.version = version;
  }

  @Override
  public byte[] write(ReportedError report) {
    String id = UUID.randomUUID().toString();
    return Detail.fitting(
        MAX_BYTES,
        detail -> new JsonObject().put("data", data(id, report, detail)).encode().getBytes(UTF_8));
  }

  private JsonObject data(String id, ReportedError report, Detail detail) {
    JsonObject data =
        new JsonObject()
            .put("environment", environment(report))
            .put("body", body(report, detail))
            .put("level", level(report.event().outcome()))
            .put("timestamp", Math.floorDiv(report.sample().millis(), 1000L))
            .put("framework", "mcp")
            .put("custom", custom(report))
            .put("fingerprint", report.fingerprint())
            .put("title", Detail.line(title(report), MAX_NAME))
            .put("uuid", id)
            .put("notifier", new JsonObject().put("name", "toolwatch").put("version", version));
    Language language = report.sample().exception().language();
    if (language != Language.OTHER) {
      data.put("language", language.label());
    }
    String codeVersion = release.orElse(report.sample().version());
    if (!codeVersion.isBlank()) {
      data.put("code_version", Detail.line(codeVersion, MAX_ID));
    }
    if (!report.operation().isEmpty()) {
      data.put("context", Detail.line(report.operation(), MAX_NAME));
    }
    report.pseudonym().ifPresent(user -> data.put("person", new JsonObject().put("id", user)));
    return data;
  }

  private String environment(ReportedError report) {
    String name = environment.orElse(report.event().environment());
    return name.isBlank() ? DEFAULT_ENVIRONMENT : Detail.line(name, MAX_NAME);
  }

  /** Exactly one of trace, trace_chain and message. */
  private static JsonObject body(ReportedError report, Detail detail) {
    List<ThrownException> chain = report.chain();
    if (!report.sample().exception().hasFrames()) {
      String text = detail.message(title(report));
      return new JsonObject().put("message", new JsonObject().put("body", text));
    }
    if (chain.size() == 1) {
      return new JsonObject().put("trace", trace(chain.get(0), detail));
    }
    JsonArray traces = new JsonArray();
    chain.forEach(thrown -> traces.add(trace(thrown, detail)));
    return new JsonObject().put("trace_chain", traces);
  }

  private static String title(ReportedError report) {
    ThrownException reported = report.chain().get(0);
    return reported.message().isEmpty()
        ? reported.type()
        : reported.type() + ": " + reported.message();
  }

  /** The oldest call first, as Rollbar wants them. */
  private static JsonObject trace(ThrownException thrown, Detail detail) {
    JsonArray frames = new JsonArray();
    detail.frames(thrown).forEach(frame -> frames.add(frame(frame, detail)));
    JsonObject exception = new JsonObject().put("class", detail.name(thrown.type()));
    if (!thrown.message().isEmpty()) {
      exception.put("message", detail.message(thrown.message()));
    }
    return new JsonObject().put("frames", frames).put("exception", exception);
  }

  private static JsonObject frame(StackFrame from, Detail detail) {
    String file = from.file().isEmpty() ? from.module() : from.file();
    JsonObject frame =
        new JsonObject().put("filename", file.isEmpty() ? "unknown" : detail.name(file));
    if (!from.function().isEmpty()) {
      frame.put("method", detail.name(from.function()));
    }
    if (!from.module().isEmpty()) {
      frame.put("class_name", detail.name(from.module()));
    }
    if (from.line() > 0) {
      frame.put("lineno", from.line());
    }
    if (from.column() > 0) {
      frame.put("colno", from.column());
    }
    return frame;
  }

  private static JsonObject custom(ReportedError report) {
    JsonObject custom = new JsonObject().put("events_since", report.eventsSince());
    report.tags().forEach(custom::put);
    report.traceId().ifPresent(trace -> custom.put("trace_id", trace));
    report.spanId().ifPresent(span -> custom.put("span_id", span));
    return custom;
  }

  private static String level(Outcome outcome) {
    return switch (outcome) {
      case CLIENT_ERROR -> "warning";
      case OK, SERVER_ERROR -> "error";
    };
  }
}
