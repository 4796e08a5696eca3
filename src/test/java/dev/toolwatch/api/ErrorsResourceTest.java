package dev.toolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.toolwatch.errors.MadeGroup;
import dev.toolwatch.store.Batch;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.MediaType;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Error groups by the API, over a store. */
class ErrorsResourceTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:10:30Z");
  private static final String FIRST = MadeGroup.fingerprint(1).toString();

  @TempDir private Path directory;
  private ApiFixture api;

  @BeforeEach
  void open() {
    api =
        new ApiFixture(directory, new Batch(Map.of(), Map.of(), Map.of(), Map.of(), Map.of()), NOW);
    MadeGroup.store(
        api.store().transactions(),
        new MadeGroup(1, "orders")
            .thrown("ValueError", "no such order, {x}")
            .version("1.3")
            .error(ago(30), "find", 7, 0xA1)
            .count(ago(30), "find", 8, 9)
            .version("1.4")
            .error(ago(3), "list", 9, 0xB2),
        new MadeGroup(2, "orders").callersMistake().error(ago(2), "find", 7, 0xC3),
        new MadeGroup(3, "wiki")
            .thrown("timeout", "")
            .error(ago(1), "", 0, 0)
            .count(ago(1), "", 0, 4),
        new MadeGroup(4, "wiki").error(ago(24 * 30), "read", 7, 0xD4));
  }

  @AfterEach
  void close() {
    api.close();
  }

  private static Instant ago(long hours) {
    return NOW.minus(Duration.ofHours(hours));
  }

  private static List<String> groups(JsonNode answer) {
    return answer.path("errors").findValuesAsText("fingerprint").stream()
        .map(fingerprint -> fingerprint.substring(fingerprint.length() - 1))
        .toList();
  }

  @Test
  void row_hasWhatIsKnownOfAGroup() {
    JsonNode answer = api.json("errors", "service=orders&from=now-2d");
    assertThat(answer.path("from").asText()).isEqualTo("2026-11-20T12:00:00Z");
    assertThat(answer.path("to").asText()).isEqualTo("2026-11-22T13:00:00Z");
    assertThat(answer.path("errors").path(0).toString())
        .isEqualTo(
            "{\"fingerprint\":\""
                + FIRST
                + "\",\"service\":\"orders\",\"type\":\"ValueError\",\"message\":\"no such order,"
                + " {x}\",\"status\":\"open\",\"regressed\":false,\"outcome\":\"server_error\","
                + "\"grouped_by\":\"stack_trace\",\"first_seen\":\"2026-11-21T06:10:30Z\","
                + "\"last_seen\":\"2026-11-22T09:10:30Z\",\"events\":11,\"users\":3,"
                + "\"tools\":[\"find\",\"list\"],\"first_version\":\"1.3\",\"last_version\":\"1.4\","
                + "\"trace_id\":\"000000000000000000000000000000b2\"}");
    JsonNode unknown = api.json("errors", "service=wiki").path("errors").path(0);
    assertThat(unknown.path("users").isNull()).isTrue();
    assertThat(unknown.path("trace_id").isNull()).isTrue();
    assertThat(unknown.path("tools").size()).isZero();
    assertThat(api.json("errors", "service=orders").path("errors").path(1).path("outcome").asText())
        .isEqualTo("client_error");
  }

  @Test
  void events_areThoseOfThePeriod() {
    JsonNode row = api.json("errors", "tool=list&from=now-4h").path("errors").path(0);
    assertThat(row.path("events").asLong()).isEqualTo(1);
    assertThat(row.path("first_seen").asText()).isEqualTo("2026-11-21T06:10:30Z");
  }

  @ParameterizedTest
  @CsvSource({
    "'', 132",
    "order=last_seen, 321",
    "order=users, 123",
    "service=wiki, 3",
    "service=nobody, ''",
    "tool=find, 12",
    "status=open, 132",
    "status=resolved, ''",
    "outcome=client_error, 2",
    "outcome=server_error, 13",
    "from=now-90d, 1324",
    "from=now-40d&to=now-20d, 4",
    "from=now-2h, 32",
  })
  void list_isFiltered_andSorted(String query, String expected) {
    assertThat(String.join("", groups(api.json("errors", query)))).isEqualTo(expected);
  }

  @Test
  void pages_haveEachGroupOnce_inEveryOrder() {
    for (String order : List.of("events", "last_seen", "users")) {
      List<String> paged = new ArrayList<>();
      String cursor = "";
      do {
        JsonNode page = api.json("errors", "limit=1&from=now-90d&order=" + order + cursor);
        assertThat(page.path("errors").size()).isLessThanOrEqualTo(1);
        paged.addAll(groups(page));
        JsonNode next = page.path("next_cursor");
        cursor = next.isNull() ? "" : "&cursor=" + next.asText();
      } while (!cursor.isEmpty());
      assertThat(paged)
          .isEqualTo(groups(api.json("errors", "from=now-90d&order=" + order)))
          .hasSize(4);
    }
  }

  @Test
  void csv_hasToolsInOneCell() {
    assertThat(api.csv("errors", "service=orders&order=events&limit=1"))
        .isEqualTo(
            "fingerprint,service,type,message,status,regressed,outcome,grouped_by,first_seen,"
                + "last_seen,events,users,tools,first_version,last_version,trace_id\r\n"
                + FIRST
                + ",orders,ValueError,\"no such order, {x}\",open,false,server_error,stack_trace,"
                + "2026-11-21T06:10:30Z,2026-11-22T09:10:30Z,11,3,\"find, list\",1.3,1.4,"
                + "000000000000000000000000000000b2\r\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "status=closed | status: is not one of open, resolved, ignored, regressed",
        "outcome=ok | outcome: is not one of server_error, client_error",
        "order=calls | order: is not one of events, last_seen, users",
        "cursor=abc | cursor: is not a cursor",
        "step=1h | step: is not a parameter here",
      })
  void wrongParameter_isNamed(String query, String message) {
    assertThat(refusal(() -> api.json("errors", query))).startsWith(message);
  }

  private static String refusal(Runnable request) {
    List<String> refusals = new ArrayList<>();
    assertThatThrownBy(request::run)
        .isInstanceOfSatisfying(
            InvalidParametersException.class,
            wrong ->
                wrong.invalid().forEach(one -> refusals.add(one.name() + ": " + one.reason())));
    return String.join("; ", refusals);
  }

  @Test
  void group_hasFrames_samples_andSeries() {
    JsonNode group = api.json("errors/" + FIRST, "");
    assertThat(group.path("events").asLong()).isEqualTo(11);
    assertThat(group.path("total_events").asLong()).isEqualTo(11);
    assertThat(group.path("series").toString())
        .isEqualTo(
            "[{\"time\":\"2026-11-21T06:00:00Z\",\"events\":10},"
                + "{\"time\":\"2026-11-22T09:00:00Z\",\"events\":1}]");
    assertThat(group.path("frames").toString())
        .isEqualTo(
            "[{\"function\":\"handle\",\"file\":\"/app/lib/mcp.py\",\"module\":\"mcp.server\","
                + "\"line\":200,\"column\":null,\"in_app\":false},{\"function\":\"find_order\","
                + "\"file\":\"/app/shop.py\",\"module\":\"shop\",\"line\":12,\"column\":3,"
                + "\"in_app\":true}]");
    assertThat(group.path("exceptions").findValuesAsText("type"))
        .containsExactly("ValueError", "KeyError");
    JsonNode cause = group.path("exceptions").path(1);
    assertThat(cause.path("omitted_frames").asInt()).isEqualTo(4);
    assertThat(cause.path("message_cut").asBoolean()).isTrue();
    assertThat(group.path("samples").findValuesAsText("version")).containsExactly("1.4", "1.3");
    JsonNode newest = group.path("samples").path(0);
    assertThat(newest.path("time").asText()).isEqualTo("2026-11-22T09:10:30Z");
    assertThat(newest.path("trace_id").asText()).isEqualTo("000000000000000000000000000000b2");
    assertThat(newest.path("span_id").asText()).isEqualTo("0000000000000007");
    assertThat(newest.path("user").asText()).isEqualTo("0000000000000009");
    assertThat(newest.path("tool").asText()).isEqualTo("list");
    assertThat(newest.path("language").asText()).isEqualTo("python");
    assertThat(newest.path("exceptions")).isEqualTo(group.path("exceptions"));
    assertThat(group.path("changed_at").isNull()).isTrue();
    JsonNode part = api.json("errors/" + FIRST.toUpperCase(java.util.Locale.ROOT), "from=now-4h");
    assertThat(part.path("events").asLong()).isEqualTo(1);
    assertThat(part.path("total_events").asLong()).isEqualTo(11);
  }

  @Test
  void groupThatIsNotThere_isNotFound_andHasNoCsv() {
    String unknown = MadeGroup.fingerprint(9).toString();
    assertThatThrownBy(() -> api.json("errors/" + unknown, ""))
        .isInstanceOf(NotFoundException.class)
        .hasMessageContaining("no error group");
    for (String change : List.of("resolve", "ignore", "reopen")) {
      assertThatThrownBy(() -> api.change(unknown, change, "", "alice"))
          .isInstanceOf(NotFoundException.class);
    }
    assertThat(api.json("audit", "").path("audit").size()).isZero();
    assertThatThrownBy(
            () -> api.get("errors/" + FIRST, "format=csv", MediaType.APPLICATION_JSON_TYPE))
        .isInstanceOf(NotAcceptableException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "1-xyz", "01-00000000000000000000000000abcdef", "none"})
  void fingerprintThatIsNone_isNamed(String text) {
    assertThat(refusal(() -> api.json("errors/" + text, "")))
        .startsWith("fingerprint: is not a fingerprint");
    assertThat(refusal(() -> api.change(text, "resolve", "", "alice")))
        .startsWith("fingerprint: is not a fingerprint");
  }

  @Test
  void resolved_isRecorded_withWhoDidIt() {
    JsonNode changed = api.change(FIRST, "resolve", "{\"version\": \"1.4.0\"}", "alice");
    assertThat(changed).hasToString(api.json("errors/" + FIRST, "").toString());
    assertThat(changed.path("status").asText()).isEqualTo("resolved");
    assertThat(changed.path("changed_by").asText()).isEqualTo("alice");
    assertThat(changed.path("changed_at").asText()).isEqualTo("2026-11-22T12:10:30Z");
    assertThat(changed.path("resolved_version").asText()).isEqualTo("1.4.0");
    assertThat(groups(api.json("errors", "status=resolved"))).containsExactly("1");
    assertThat(groups(api.json("errors", "status=open"))).containsExactly("3", "2");
    assertThat(api.json("audit", "").path("audit").path(0).toString())
        .isEqualTo(
            "{\"time\":\"2026-11-22T12:10:30Z\",\"who\":\"alice\",\"address\":null,\"action\":\"error.resolve\","
                + "\"subject\":\""
                + FIRST
                + "\",\"detail\":\"in version 1.4.0\"}");
    api.change(FIRST, "reopen", "", "bob");
    assertThat(api.json("errors/" + FIRST, "").path("status").asText()).isEqualTo("open");
    JsonNode audit = api.json("audit", "");
    assertThat(audit.path("audit").findValuesAsText("action"))
        .containsExactly("error.reopen", "error.resolve");
    assertThat(audit.path("audit").findValuesAsText("who")).containsExactly("bob", "alice");
    JsonNode page = api.json("audit", "limit=1");
    assertThat(page.path("audit").findValuesAsText("who")).containsExactly("bob");
    JsonNode rest = api.json("audit", "limit=1&cursor=" + page.path("next_cursor").asText());
    assertThat(rest.path("audit").findValuesAsText("who")).containsExactly("alice");
    assertThat(rest.path("next_cursor").isNull()).isTrue();
    assertThat(api.json("audit", "to=now-1h").path("audit").size()).isZero();
    assertThat(api.csv("audit", "limit=1"))
        .isEqualTo(
            "time,who,address,action,subject,detail\r\n2026-11-22T12:10:30Z,bob,,error.reopen,"
                + FIRST
                + ",\r\n");
  }

  @Test
  void groupThatCameBack_isRegressed() {
    api.change(FIRST, "resolve", "{}", "alice");
    MadeGroup.comesBack(api.store().transactions(), 1, "orders", NOW.plusSeconds(5));
    JsonNode group = api.json("errors/" + FIRST, "");
    assertThat(group.path("status").asText()).isEqualTo("open");
    assertThat(group.path("regressed").asBoolean()).isTrue();
    assertThat(group.path("changed_by").isNull()).isTrue();
    assertThat(group.path("changed_at").asText()).isEqualTo("2026-11-22T12:10:35Z");
    assertThat(groups(api.json("errors", "status=regressed"))).containsExactly("1");
    assertThat(groups(api.json("errors", "status=open"))).contains("1");
    api.change(FIRST, "ignore", "", "alice");
    assertThat(groups(api.json("errors", "status=regressed"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | ignored | null | null | for good",
        "{} | ignored | null | null | for good",
        "{\"until\": \"now+7d\"} | ignored | 2026-11-29T12:10:30Z | null | until 2026-11-29T12:10:30Z",
        "{\"until\": \"2026-11-22T14:00:00+01:00\"} | ignored | 2026-11-22T13:00:00Z | null | until 2026-11-22T13:00:00Z",
        "{\"events\": 100} | ignored | null | 111 | until 100 more errors",
        "{\"until\": null, \"events\": 1} | ignored | null | 12 | until 1 more errors",
      })
  void ignored_forGood_orUntil(
      String body, String status, String until, String events, String detail) {
    JsonNode changed = api.change(FIRST, "ignore", body, "alice");
    assertThat(changed.path("status").asText()).isEqualTo(status);
    assertThat(changed.path("ignored_until").asText()).isEqualTo(until);
    assertThat(changed.path("ignored_until_events").asText()).isEqualTo(events);
    assertThat(api.json("audit", "").path("audit").path(0).path("detail").asText())
        .isEqualTo(detail);
  }

  @Test
  void ignoredUntilSoManyErrors_isOpenAgainAfterThem() {
    api.change(FIRST, "ignore", "{\"events\": 2}", "alice");
    MadeGroup.comesBack(api.store().transactions(), 1, "orders", NOW);
    assertThat(groups(api.json("errors", "status=ignored"))).containsExactly("1");
    MadeGroup.comesBack(api.store().transactions(), 1, "orders", NOW);
    assertThat(groups(api.json("errors", "status=ignored"))).isEmpty();
    assertThat(groups(api.json("errors", "status=open"))).contains("1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "resolve | {\"version\": 1} | version: is not a string",
        "resolve | {\"until\": \"now+1d\"} | until: is not a field here; the fields are version",
        "resolve | [] | body: is not a JSON object",
        "ignore | {\"until\": \"soon\"} | until: is not a time",
        "ignore | {\"until\": \"now-1d\"} | until: is not in the future",
        "ignore | {\"until\": \"now\"} | until: is not in the future",
        "ignore | {\"until\": 7} | until: is not a string",
        "ignore | {\"until\": \"+999999999-12-31T23:59:59Z\"} | until: is more than 3660 days",
        "ignore | {\"until\": \"now+999999y\"} | until: is more than 3660 days",
        "ignore | {\"events\": \"7\"} | events: is not a whole number from 1 to",
        "ignore | {\"events\": 0} | events: is not a whole number from 1 to",
        "ignore | {\"events\": -1} | events: is not a whole number from 1 to",
        "ignore | {\"events\": 1.5} | events: is not a whole number from 1 to",
        "ignore | {\"events\": 99999999999999999999} | events: is not a whole number from 1 to",
        "ignore | {\"events\": {}} | events: is not a whole number from 1 to",
        "reopen | {\"version\": \"1\"} | version: is not a field here; there are none",
        "reopen | { | body: is not JSON",
      })
  void wrongBody_isNamed_andChangesNothing(String change, String body, String message) {
    assertThat(refusal(() -> api.change(FIRST, change, body, "alice"))).startsWith(message);
    assertThat(api.json("errors/" + FIRST, "").path("changed_at").isNull()).isTrue();
    assertThat(api.json("audit", "").path("audit").size()).isZero();
  }
}
