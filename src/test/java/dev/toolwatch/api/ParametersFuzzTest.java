package dev.toolwatch.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.slo.Alert;
import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.Retention;
import dev.toolwatch.testing.Fuzzing;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Mutations of what the API is asked and told: it is understood, or refused with reasons. */
class ParametersFuzzTest {
  private static final Instant NOW = Instant.parse("2026-10-25T00:30:30Z");
  private static final Calendar BERLIN = new Calendar(ZoneId.of("Europe/Berlin"));
  private static final Retention RETENTION =
      new Retention(Duration.ofDays(7), Duration.ofDays(100), Duration.ofDays(1_095));

  private static final List<byte[]> QUERIES =
      bytes(
          "from=now-7d/d&to=now/d&step=1h&service=acme/issues-mcp&limit=10&order=calls",
          "from=2026-10-01T00:00:00%2B02:00&to=2026-10-02T00:00:00Z&step=15m",
          "from=now-90m&to=now&step=1m&limit=1000",
          "from=now-1095d&to=now-1w/w&step=1w",
          "from=now-10d&to=now-9d&cursor=" + cursor());

  private static final List<byte[]> BODIES =
      bytes(
          "{\"version\":\"4\",\"alerts\":[{\"status\":\"firing\",\"labels\":{\"service_name\":"
              + "\"orders\",\"alertname\":\"Slow\"},\"startsAt\":\"2026-10-24T11:00:00Z\","
              + "\"fingerprint\":\"c0ffee\"},{\"status\":\"resolved\",\"labels\":{},\"startsAt\":"
              + "\"2026-10-24T11:00:00+01:00\",\"endsAt\":\"2026-10-24T12:00:00Z\","
              + "\"fingerprint\":\"c0ffee\"}]}",
          "{\"service\":\"orders\",\"from\":\"2026-10-24T11:00:00Z\","
              + "\"to\":\"2026-10-24T12:00:00Z\",\"reason\":\"new disk\"}");

  private static String cursor() {
    Period period = new Period(NOW.minusSeconds(60), NOW);
    return new Cursor(7, period, new Position(3, "orders", "find")).encoded();
  }

  private static List<byte[]> bytes(String... texts) {
    return Stream.of(texts).map(text -> text.getBytes(UTF_8)).toList();
  }

  @Test
  void query_mutations_areUnderstoodOrRefused() {
    Fuzzing.run(
        QUERIES,
        input -> {
          Query query = new Query(uri(new String(input, UTF_8)), NOW, BERLIN, RETENTION);
          query.service();
          query.paging();
          query.parameters().oneOf("order", Order.labels());
          Period period = query.period("now-7d");
          Step step = query.step(period);
          query.before(period);
          try {
            query.check();
          } catch (InvalidParametersException refused) {
            assertThat(refused.invalid()).isNotEmpty();
            return;
          }
          assertThat(step.slices(period, BERLIN)).isNotEmpty().hasSizeLessThan(12_000);
        });
  }

  private static UriInfo uri(String query) {
    MultivaluedMap<String, String> given = new MultivaluedHashMap<>();
    for (String part : query.split("&", -1)) {
      String[] pair = part.replace("%2B", "+").split("=", 2);
      given.add(pair[0], pair.length == 1 ? "" : pair[1]);
    }
    return (UriInfo)
        Proxy.newProxyInstance(
            ParametersFuzzTest.class.getClassLoader(),
            new Class<?>[] {UriInfo.class},
            (proxy, method, arguments) ->
                method.getName().equals("getQueryParameters") ? given : "/api/v1/tools");
  }

  @Test
  void cursor_mutations_areUnderstoodOrRefused() {
    Fuzzing.run(
        bytes(cursor(), "[7,1790000000000,1790000060000,3.5,\"orders\",\"find\"]"),
        input -> {
          readCursor(new String(input, UTF_8));
          readCursor(java.util.Base64.getUrlEncoder().encodeToString(input));
        });
  }

  private static void readCursor(String text) {
    Cursor cursor;
    try {
      cursor = Cursor.of(text);
    } catch (IllegalArgumentException refused) {
      return;
    }
    assertThat(Cursor.of(cursor.encoded()).asked()).isEqualTo(cursor.asked());
  }

  @Test
  void alertMessage_mutations_areReadOrRefused() {
    Fuzzing.run(
        BODIES,
        input -> {
          AlertMessage message;
          try {
            message = AlertMessage.of(new String(input, UTF_8), NOW);
          } catch (InvalidParametersException refused) {
            assertThat(refused.invalid()).isNotEmpty();
            return;
          }
          assertThat(message.alerts().size() + message.invalid().size()).isLessThanOrEqualTo(1100);
          for (Alert alert : message.alerts()) {
            assertThat(Parameters.hasControlCharacters(alert.fingerprint())).isFalse();
          }
        });
  }

  @Test
  void body_mutations_areReadOrRefused() {
    Fuzzing.run(
        BODIES,
        input -> {
          try {
            JsonBody body = JsonBody.of(new String(input, UTF_8));
            Optional<Instant> from = body.time("from");
            body.time("to");
            body.text("service", false, 300);
            body.text("reason", true, 500);
            body.check();
            assertThat(from).isPresent();
          } catch (InvalidParametersException refused) {
            assertThat(refused.invalid()).isNotEmpty();
          }
        });
  }
}
