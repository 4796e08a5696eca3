package dev.toolwatch.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.expose.HistogramSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Batch;
import dev.toolwatch.store.Batches;
import dev.toolwatch.store.Client;
import dev.toolwatch.store.Series;
import dev.toolwatch.store.SessionKey;
import dev.toolwatch.testing.Requests;
import dev.toolwatch.usage.UsageFixture;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From bytes to what the store is given: the same operations that are counted for the metrics. */
class UsageIntakeTest {
  private static final String DURATION = "mcp_server_operation_duration_seconds";
  private static final long MINUTE = Requests.END_NANOS / 60_000_000_000L;

  private final IntakeFixture fixture = new IntakeFixture();
  private final UsageFixture usage = fixture.usage;
  private long spans;

  private void send(Span.Builder... calls) {
    for (Span.Builder call : calls) {
      call.setSpanId(Requests.id(++spans)).setTraceId(Requests.id(1, spans));
    }
    fixture.protobuf(Requests.protobuf(Requests.request("orders", calls)));
  }

  private static Span.Builder call(String tool) {
    return Requests.toolCall(tool, Duration.ofMillis(3));
  }

  private static Span.Builder by(String user, Span.Builder call) {
    return call.addAttributes(Requests.attribute("enduser.id", user));
  }

  private static Span.Builder in(String session, Span.Builder call) {
    return call.addAttributes(Requests.attribute("mcp.session.id", session));
  }

  /** By method, tool and outcome. */
  private Map<String, Long> shown() {
    Map<String, Long> shown = new TreeMap<>();
    fixture.red.samples(DURATION).stream()
        .map(HistogramSample.class::cast)
        .forEach(
            sample -> {
              Labels labels = sample.labels();
              shown.merge(labels.value(1) + " " + labels.value(2), sample.count(), Long::sum);
            });
    return shown;
  }

  private static Map<String, Long> stored(Batch batch) {
    Map<String, Long> stored = new TreeMap<>();
    batch
        .operations()
        .values()
        .forEach(
            minute ->
                minute.forEach(
                    (series, rollup) -> {
                      if (!series.equals(Series.whole(ServiceId.of("orders")))) {
                        stored.merge(
                            series.method() + " " + series.tool(), rollup.total(), Long::sum);
                      }
                    }));
    return stored;
  }

  @Test
  void accept_callsOfUsersInSessions_areTheStores_withoutWhoTheyAre() {
    send(
        in("session-of-ann", by("ann@example.org", call("find"))),
        in("session-of-ann", by("ann@example.org", call("ship"))),
        by("bob@example.org", call("find")),
        call("find")
            .addAttributes(Requests.attribute("mcp.client.name", "inspector"))
            .addAttributes(Requests.attribute("mcp.client.version", "1.2")));
    Batch batch = usage.handOver();
    assertThat(batch.operations().get(MINUTE).get(Series.whole(ServiceId.of("orders"))).total())
        .isEqualTo(4);
    assertThat(
            batch
                .operations()
                .get(MINUTE)
                .get(Series.whole(ServiceId.of("orders")))
                .users()
                .count())
        .isEqualTo(2);
    assertThat(Batches.sessions(batch).keySet())
        .extracting(SessionKey::byUser)
        .containsExactlyInAnyOrder(false, true);
    assertThat(batch.users().get(MINUTE).get(ServiceId.of("orders")).others()).isEqualTo(1);
    assertThat(batch.users().get(MINUTE).get(ServiceId.of("orders")).operations().values())
        .containsExactlyInAnyOrder(2L, 1L);
    assertThat(batch.toString()).doesNotContain("ann", "bob", "session-of");
  }

  /** As long as a signed token, and alike up to its signature. */
  @Test
  void accept_longSessionIdsWithTheSameBeginning_areSessionsOfTheirOwn() {
    String start = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.".repeat(5);
    for (int i = 0; i < 5; i++) {
      send(in(start + i, call("find")));
    }
    assertThat(Batches.sessions(usage.handOver())).hasSize(5);
  }

  /** FastMCP makes up an id for each request of a protocol that has no sessions. */
  @ParameterizedTest
  @CsvSource({
    "2025-11-25, enduser.id, 50",
    "2026-07-28, enduser.id, 1",
    "2027-01-01, enduser.id, 1",
    "2026-07-28, mcp.client.name, 1",
    "2025-11-25, mcp.client.name, 50",
    "2026-07-28, example.other, 0",
    "DRAFT-2026, example.other, 50"
  })
  void accept_newSessionIdForEachRequest_countsIfTheProtocolHasSessions(
      String version, String key, int sessions) {
    for (int i = 0; i < 50; i++) {
      send(
          in("made-up-" + i, call("find"))
              .addAttributes(Requests.attribute("mcp.protocol.version", version))
              .addAttributes(Requests.attribute(key, "ann")));
    }
    assertThat(Batches.sessions(usage.handOver())).hasSize(sessions);
  }

  /** The application's own id is none of the protocol's. */
  @Test
  void accept_applicationsSessionIds_countWithAnyProtocol() {
    for (int i = 0; i < 6; i++) {
      send(
          call("find")
              .addAttributes(Requests.attribute("mcp.protocol.version", "2026-07-28"))
              .addAttributes(Requests.attribute("session.id", "session-" + i % 3)));
    }
    assertThat(Batches.sessions(usage.handOver())).hasSize(3);
  }

  @Test
  void accept_moreToolsThanAServiceMayHave_foldsTheSameOnes() {
    for (int i = 0; i < 3_000; i++) {
      send(call("tool-" + i % 1_000));
    }
    Map<String, Long> stored = stored(usage.handOver());
    assertThat(stored).isEqualTo(shown()).containsKey("tools/call __other__");
    assertThat(stored.values().stream().mapToLong(count -> count).sum()).isEqualTo(3_000);
  }

  @Test
  void accept_sampledTraces_countAsOftenAsTheyAreShown() {
    for (int i = 0; i < 101; i++) {
      send(call("find").setTraceState("ot=th:a"));
    }
    assertThat(stored(usage.handOver())).isEqualTo(shown());
  }

  @Test
  void accept_unknownClient_isNotCounted() {
    send(call("find"));
    assertThat(usage.handOver().clients()).isEmpty();
    send(call("find").addAttributes(Requests.attribute("mcp.client.name", "inspector")));
    assertThat(usage.handOver().clients().get(MINUTE))
        .containsOnlyKeys(new Client(ServiceId.of("orders"), "inspector", ""));
  }
}
