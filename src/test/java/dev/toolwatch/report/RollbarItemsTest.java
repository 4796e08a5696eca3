package dev.toolwatch.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.errors.CapturedErrors;
import dev.toolwatch.errors.ErrorEvent;
import dev.toolwatch.errors.ParsedException;
import dev.toolwatch.errors.ThrownException;
import dev.toolwatch.testing.RollbarServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RollbarItemsTest {
  private static final RollbarItems ITEMS =
      new RollbarItems(Optional.empty(), Optional.empty(), "9.9.9");

  private static JsonObject written(ErrorEvent event) {
    return RollbarServer.decoded(ITEMS.write(MadeErrors.report(event)));
  }

  @Test
  void item_isWhole() {
    JsonObject item = written(MadeErrors.event(1));
    assertThat(item.remove("uuid").toString()).matches("[0-9a-f-]{36}");
    assertThat(item)
        .isEqualTo(
            new JsonObject(
                """
                {
                  "environment": "staging",
                  "body": {"trace_chain": [
                    {"exception": {"class": "shop.errors.LookupFailed", "message": "no price of 7"},
                     "frames": [
                      {"filename": "/srv/shop/app.py", "method": "main", "class_name": "shop.app",
                       "lineno": 10},
                      {"filename": "/srv/shop/prices.py", "method": "price",
                       "class_name": "shop.prices", "lineno": 31, "colno": 5}]},
                    {"exception": {"class": "KeyError", "message": "'7'"},
                     "frames": [
                      {"filename": "/usr/lib/python3/cachetools/keys.py", "method": "get",
                       "class_name": "cachetools", "lineno": 7}]}
                  ]},
                  "level": "error",
                  "timestamp": 1790000000,
                  "framework": "mcp",
                  "language": "python",
                  "code_version": "1.2.3",
                  "context": "tools/call find_price",
                  "person": {"id": "2122232425262728"},
                  "fingerprint": "1-9e3779b97f4a7c150000000000000001",
                  "title": "shop.errors.LookupFailed: no price of 7",
                  "notifier": {"name": "toolwatch", "version": "9.9.9"},
                  "custom": {
                    "events_since": 17, "service": "demo/shop", "method": "tools/call",
                    "tool": "find_price", "outcome": "server_error", "error_type": "tool_error",
                    "occasion": "ongoing", "grouped_by": "stack_trace",
                    "trace_id": "0102030405060708090a0b0c0d0e0f10", "span_id": "1112131415161718"
                  }
                }
                """));
  }

  @Test
  void oneException_isATrace() {
    ParsedException one =
        new ParsedException(
            MadeErrors.python().language(),
            List.of(MadeErrors.python().reported()),
            MadeErrors.NONE_OMITTED);
    assertThat(written(MadeErrors.event(1, 1, one)).getJsonObject("body").fieldNames())
        .containsExactly("trace");
  }

  @Test
  void errorWithoutFrames_isAMessage() {
    JsonObject item =
        written(MadeErrors.event(1, 1, MadeErrors.withoutFrames("", "took too long")));
    assertThat(item.getJsonObject("body"))
        .isEqualTo(new JsonObject("{\"message\": {\"body\": \"tool_error: took too long\"}}"));
  }

  @Test
  void whatIsUnknown_isLeftOut_exceptForTheEnvironment() {
    JsonObject item = written(MadeErrors.bare(MadeErrors.withoutFrames("", "")));
    assertThat(item.fieldNames())
        .containsExactlyInAnyOrder(
            "environment",
            "body",
            "level",
            "timestamp",
            "framework",
            "custom",
            "fingerprint",
            "title",
            "uuid",
            "notifier");
    assertThat(item.getString("environment")).isEqualTo("production");
    assertThat(item.getString("level")).isEqualTo("warning");
  }

  @Test
  void settings_winOverTheService() {
    RollbarItems items = new RollbarItems(Optional.of("prod"), Optional.of("abc1234"), "9.9.9");
    JsonObject item = RollbarServer.decoded(items.write(MadeErrors.report(MadeErrors.event(1))));
    assertThat(item.getString("environment")).isEqualTo("prod");
    assertThat(item.getString("code_version")).isEqualTo("abc1234");
  }

  @Test
  void titleAndVersion_areCut() {
    ParsedException talkative = MadeErrors.withoutFrames("E", "first\nsecond " + "x".repeat(1000));
    RollbarItems items = new RollbarItems(Optional.empty(), Optional.of("v".repeat(99)), "9.9.9");
    JsonObject item =
        RollbarServer.decoded(items.write(MadeErrors.report(MadeErrors.event(1, 1, talkative))));
    assertThat(item.getString("title")).startsWith("E: first second xx").hasSize(255);
    assertThat(item.getString("code_version")).hasSize(40);
  }

  @Test
  void frameWithoutAFile_isNamedByItsModule() {
    ThrownException thrown =
        new ThrownException(
            "E",
            "",
            List.of(
                new dev.toolwatch.errors.StackFrame("run", "", "shop.Main", 0, 0, true),
                new dev.toolwatch.errors.StackFrame("", "", "", 0, 0, true)),
            0,
            false);
    ParsedException exception =
        new ParsedException(
            MadeErrors.python().language(), List.of(thrown), MadeErrors.NONE_OMITTED);
    JsonArray frames =
        written(MadeErrors.event(1, 1, exception))
            .getJsonObject("body")
            .getJsonObject("trace")
            .getJsonArray("frames");
    assertThat(frames.getJsonObject(0).getString("filename")).isEqualTo("shop.Main");
    assertThat(frames.getJsonObject(1).getString("filename")).isEqualTo("unknown");
  }

  @Test
  void largestError_fits_whateverItsCharacters() {
    for (char character : new char[] {'x', '"', '\u0001', 'é', '\ud83d'}) {
      byte[] item =
          ITEMS.write(MadeErrors.report(MadeErrors.event(1, 1, MadeErrors.largest(character))));
      assertThat(item.length).isLessThanOrEqualTo(RollbarItems.MAX_BYTES);
      assertThat(RollbarServer.decoded(item).getJsonObject("body").getJsonArray("trace_chain"))
          .hasSize(10);
    }
  }

  @Test
  void errorsOfRealRuntimes_areOfTheSchema() {
    List<ErrorEvent> errors = CapturedErrors.all();
    errors.forEach(error -> assertThat(written(error)).isNotEmpty());
    assertThat(errors).hasSizeGreaterThan(300);
  }
}
