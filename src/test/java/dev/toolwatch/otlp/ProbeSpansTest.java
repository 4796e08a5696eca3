package dev.toolwatch.otlp;

import static dev.toolwatch.testing.Requests.attribute;
import static dev.toolwatch.testing.Requests.id;
import static dev.toolwatch.testing.Requests.protobuf;
import static dev.toolwatch.testing.Requests.request;
import static dev.toolwatch.testing.Requests.toolCall;
import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Batch;
import dev.toolwatch.store.Batches;
import dev.toolwatch.store.UserCounts;
import dev.toolwatch.testing.OtlpJson;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The calls of Toolwatch's own probes count as operations, but are nobody's use. */
class ProbeSpansTest {
  private static Span.Builder call(long trace, String client) {
    return toolCall("find", Duration.ofMillis(20))
        .setTraceId(id(trace, trace))
        .addAttributes(attribute("mcp.client.name", client))
        .addAttributes(attribute("mcp.session.id", "session-" + trace))
        .addAttributes(attribute("enduser.id", "user-" + trace));
  }

  private static ExportTraceServiceRequest calls() {
    return request(
        "orders",
        call(1, "inspector"),
        call(2, "toolwatch-probe"),
        call(3, "inspector").setTraceState("dd=s:1,toolwatch=probe,ot=th:0"));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void spansOfProbes_countForRates_butNotForUse(boolean json) {
    IntakeFixture fixture = new IntakeFixture();
    if (json) {
      fixture.json(OtlpJson.json(calls()));
    } else {
      fixture.protobuf(protobuf(calls()));
    }
    assertThat(fixture.red.operations()).isEqualTo(3);
    Batch batch = fixture.usage.handOver();
    assertThat(Batches.sessions(batch).values()).hasSize(1);
    assertThat(batch.users().values())
        .singleElement()
        .satisfies(
            services -> {
              UserCounts users = services.get(ServiceId.of("orders"));
              assertThat(users.operations()).hasSize(1);
              assertThat(users.others()).isZero();
            });
    assertThat(batch.clients().values())
        .singleElement()
        .satisfies(
            clients ->
                assertThat(clients.values().stream().mapToLong(use -> use.operations()).toArray())
                    .containsExactly(1));
    assertThat(List.of(batch.operations().values().iterator().next().values()))
        .allSatisfy(
            rows -> assertThat(rows).allSatisfy(row -> assertThat(row.total()).isEqualTo(1)));
  }
}
