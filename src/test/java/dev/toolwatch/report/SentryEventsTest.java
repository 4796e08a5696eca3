package dev.toolwatch.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.errors.CapturedErrors;
import dev.toolwatch.errors.ErrorEvent;
import dev.toolwatch.errors.ErrorListener.Occasion;
import dev.toolwatch.errors.ErrorSample;
import dev.toolwatch.errors.Language;
import dev.toolwatch.errors.ParsedException;
import dev.toolwatch.testing.SentryServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SentryEventsTest {
  private static final String DSN = "https://PUBLICKEY@o1.ingest.sentry.io/42";

  private static SentryEvents events(String environment, String release) {
    return new SentryEvents(
        new SentryEnvelopes(SentryDsn.of(DSN), "9.9.9"),
        Optional.ofNullable(environment),
        Optional.ofNullable(release));
  }

  private static JsonObject written(ErrorEvent event) {
    return SentryServer.decoded(events(null, null).write(MadeErrors.report(event)));
  }

  private static JsonArray exceptions(JsonObject event) {
    return event.getJsonObject("exception").getJsonArray("values");
  }

  private static JsonArray frames(JsonObject exception) {
    return exception.getJsonObject("stacktrace").getJsonArray("frames");
  }

  @Test
  void event_isWhole() {
    JsonObject event = written(MadeErrors.event(1));
    event.remove("event_id");
    assertThat(event)
        .isEqualTo(
            new JsonObject(
                """
                {
                  "timestamp": "2026-09-21T14:13:20.123Z",
                  "platform": "python",
                  "level": "error",
                  "transaction": "tools/call find_price",
                  "fingerprint": ["1-9e3779b97f4a7c150000000000000001"],
                  "environment": "staging",
                  "release": "1.2.3",
                  "user": {"id": "2122232425262728"},
                  "tags": {
                    "service": "demo/shop", "method": "tools/call", "tool": "find_price",
                    "outcome": "server_error", "error_type": "tool_error",
                    "occasion": "ongoing", "grouped_by": "stack_trace"
                  },
                  "extra": {"events_since": 17},
                  "contexts": {"trace": {
                    "trace_id": "0102030405060708090a0b0c0d0e0f10", "span_id": "1112131415161718",
                    "op": "mcp.server", "origin": "manual"
                  }},
                  "exception": {"values": [
                    {"type": "KeyError", "value": "'7'", "stacktrace": {"frames": [
                      {"function": "get", "filename": "/usr/lib/python3/cachetools/keys.py",
                       "module": "cachetools", "lineno": 7, "in_app": false}
                    ]}},
                    {"type": "shop.errors.LookupFailed", "value": "no price of 7",
                     "stacktrace": {"frames": [
                      {"function": "main", "filename": "/srv/shop/app.py", "module": "shop.app",
                       "lineno": 10, "in_app": true},
                      {"function": "price", "filename": "/srv/shop/prices.py",
                       "module": "shop.prices", "lineno": 31, "colno": 5, "in_app": true}
                    ]}}
                  ]}
                }
                """));
  }

  @Test
  void event_hasNothingOfThisProcess() {
    JsonObject event = written(MadeErrors.event(1));
    assertThat(event.fieldNames())
        .doesNotContain(
            "server_name", "modules", "threads", "debug_meta", "breadcrumbs", "request", "dist");
    assertThat(event.getJsonObject("contexts").fieldNames()).containsExactly("trace");
    String envelope =
        new String(events(null, null).write(MadeErrors.report(MadeErrors.event(1))), UTF_8);
    assertThat(envelope.lines().findFirst().orElseThrow())
        .contains("\"sdk\":{\"name\":\"toolwatch\",\"version\":\"9.9.9\"")
        .doesNotContain("sent_at") // a late one is not taken for a wrong clock
        .doesNotContain("PUBLICKEY"); // the key is not on disk
  }

  @Test
  void whatIsUnknown_isLeftOut() {
    JsonObject event = written(MadeErrors.bare(MadeErrors.withoutFrames("", "")));
    assertThat(event.fieldNames())
        .containsExactlyInAnyOrder(
            "event_id",
            "timestamp",
            "platform",
            "level",
            "fingerprint",
            "tags",
            "extra",
            "exception",
            "contexts");
    assertThat(event.getJsonObject("contexts")).isEmpty();
    assertThat(event.getString("platform")).isEqualTo("other");
    assertThat(event.getString("level")).isEqualTo("warning");
    assertThat(exceptions(event)).isEqualTo(new JsonArray("[{\"type\": \"Error\"}]"));
    assertThat(event.getJsonObject("tags").fieldNames())
        .containsExactlyInAnyOrder("service", "outcome", "occasion", "grouped_by");
  }

  @Test
  void errorWithoutAType_hasThatOfTheSpan() {
    JsonObject event =
        written(MadeErrors.event(1, 1, MadeErrors.withoutFrames("", "took too long")));
    assertThat(exceptions(event))
        .isEqualTo(new JsonArray("[{\"type\": \"tool_error\", \"value\": \"took too long\"}]"));
  }

  @Test
  void platforms_areThoseThatSentryKnows() {
    List<String> platforms = new ArrayList<>();
    for (Language language : Language.values()) {
      ParsedException exception =
          new ParsedException(language, MadeErrors.python().chain(), MadeErrors.NONE_OMITTED);
      platforms.add(written(MadeErrors.event(1, 1, exception)).getString("platform"));
    }
    assertThat(platforms)
        .containsExactly(
            "python", "node", "java", "go", "csharp", "native", "ruby", "php", "other");
  }

  @Test
  void settings_winOverTheService() {
    JsonObject event =
        SentryServer.decoded(
            events("prod", "shop@7").write(MadeErrors.report(MadeErrors.event(1))));
    assertThat(event.getString("environment")).isEqualTo("prod");
    assertThat(event.getString("release")).isEqualTo("shop@7");
  }

  @Test
  void environmentAndRelease_haveOnlyWhatSentryAllows() {
    JsonObject event =
        SentryServer.decoded(
            events("eu/prod 1\n" + "x".repeat(100), "None")
                .write(MadeErrors.report(MadeErrors.event(1))));
    assertThat(event.getString("environment")).startsWith("eu-prod-1-xx").hasSize(64);
    assertThat(event.containsKey("release")).isFalse();
  }

  @Test
  void tags_haveAtMost200Characters_inOneLine() {
    ErrorEvent event = MadeErrors.event(1);
    ErrorSample sample = event.sample();
    JsonObject written =
        written(
            new ErrorEvent(
                event.grouping(),
                event.service(),
                event.environment(),
                event.method(),
                event.outcome(),
                "a\nb" + "😀".repeat(200),
                1,
                sample));
    String tag = written.getJsonObject("tags").getString("error_type");
    assertThat(tag).startsWith("a b😀").endsWith("😀").hasSizeLessThanOrEqualTo(200);
  }

  @Test
  void deepStack_losesItsMiddle() {
    ParsedException deep =
        new ParsedException(
            Language.PYTHON, List.of(MadeErrors.deep(1000)), MadeErrors.NONE_OMITTED);
    JsonArray frames = frames(exceptions(written(MadeErrors.event(1, 1, deep))).getJsonObject(0));
    assertThat(frames).hasSize(100);
    assertThat(frames.getJsonObject(0).getString("function")).isEqualTo("f0");
    assertThat(frames.getJsonObject(49).getString("function")).isEqualTo("f49");
    assertThat(frames.getJsonObject(50).getString("function")).isEqualTo("f950");
    assertThat(frames.getJsonObject(99).getString("function")).isEqualTo("f999");
  }

  @Test
  void largestError_fits_whateverItsCharacters() {
    for (char character : new char[] {'x', '"', '\u0001', 'é', '\ud83d'}) {
      byte[] envelope =
          events(null, null)
              .write(MadeErrors.report(MadeErrors.event(1, 1, MadeErrors.largest(character))));
      assertThat(envelope.length).isLessThanOrEqualTo(SentryEvents.MAX_BYTES);
      JsonArray exceptions = exceptions(SentryServer.decoded(envelope));
      assertThat(exceptions).hasSize(10);
      assertThat(frames(exceptions.getJsonObject(9))).hasSizeGreaterThanOrEqualTo(4);
    }
  }

  @Test
  void everyEvent_hasAnIdOfItsOwn() {
    SentryEvents events = events(null, null);
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      ids.add(
          SentryServer.decoded(events.write(MadeErrors.report(MadeErrors.event(1))))
              .getString("event_id"));
    }
    assertThat(ids).hasSize(100);
  }

  /** The file is for src/test/sentry/normalise.py, which asks Sentry's own normaliser. */
  @Test
  void errorsOfRealRuntimes_areWritten() throws IOException {
    SentryEvents events = events(null, null);
    List<ErrorEvent> errors = new ArrayList<>(CapturedErrors.all());
    errors.add(MadeErrors.event(1));
    errors.add(MadeErrors.bare(MadeErrors.withoutFrames("", "")));
    errors.add(MadeErrors.event(1, 1, MadeErrors.largest('x')));
    List<String> lines = new ArrayList<>();
    for (ErrorEvent error : errors) {
      byte[] envelope =
          events.write(new ReportedError(error, Occasion.NEW, error.sample().user(), 1));
      lines.add(SentryServer.decoded(envelope).encode());
    }
    Path file = Path.of("target/sentry-events.jsonl");
    Files.createDirectories(file.getParent());
    Files.write(file, lines);
    assertThat(lines).hasSizeGreaterThan(300);
  }
}
