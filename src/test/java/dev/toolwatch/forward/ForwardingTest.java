package dev.toolwatch.forward;

import static dev.toolwatch.testing.Requests.attribute;
import static dev.toolwatch.testing.Requests.request;
import static dev.toolwatch.testing.Requests.toolCall;
import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.signal.Redaction;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.wire.Slice;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Duration;
import java.util.BitSet;
import org.junit.jupiter.api.Test;

/** Which targets get what. */
class ForwardingTest {
  private static final byte[] TRACES =
      request(
              "orders",
              toolCall("find", Duration.ofMillis(1)).addAttributes(attribute("secret", "planted")))
          .toByteArray();

  private static void take(ForwardedRequests target, Signal signal) {
    Slice request = new Slice();
    request.set(TRACES, 0, TRACES.length);
    target.forwarding().take(signal, request, 1, new BitSet());
  }

  @Test
  void targetOfKeptTraces_getsTheseOnly() {
    ForwardedRequests target = ForwardedRequests.ofKept();
    assertThat(target.forwarding().takes(Signal.TRACES)).isFalse();
    take(target, Signal.TRACES);
    assertThat(target.bytes()).isEmpty();
    target.forwarding().takeKept(TRACES, 1);
    assertThat(target.bytes()).containsExactly(TRACES);
  }

  @Test
  void targetOfAllTraces_getsRequestsOnly() {
    ForwardedRequests target = new ForwardedRequests(Signal.TRACES);
    target.forwarding().takeKept(TRACES, 1);
    assertThat(target.bytes()).isEmpty();
    assertThat(target.forwarding().takes(Signal.TRACES)).isTrue();
    take(target, Signal.TRACES);
    assertThat(target.bytes()).containsExactly(TRACES);
  }

  @Test
  void withoutSampling_everyTraceIsKept() {
    ForwardedRequests target = new ForwardedRequests(false, false, false, Signal.TRACES);
    assertThat(target.forwarding().takes(Signal.TRACES)).isTrue();
    take(target, Signal.TRACES);
    assertThat(target.bytes()).containsExactly(TRACES);
  }

  @Test
  void targetOfMetrics_getsNoKeptTraces() {
    ForwardedRequests target = new ForwardedRequests(false, false, true, Signal.METRICS);
    target.forwarding().takeKept(TRACES, 1);
    assertThat(target.bytes()).isEmpty();
  }

  @Test
  void targetThatWantsIt_getsTracesWithoutSecrets() throws Exception {
    ForwardedRequests target = new ForwardedRequests(true, true, true, Signal.TRACES);
    take(target, Signal.TRACES);
    Span sent =
        ExportTraceServiceRequest.parseFrom(target.bytes().get(0))
            .getResourceSpans(0)
            .getScopeSpans(0)
            .getSpans(0);
    assertThat(sent.getAttributesList())
        .contains(attribute("secret", Redaction.REPLACEMENT))
        .doesNotContain(attribute("secret", "planted"));
    assertThat(sent.getName()).isEqualTo("tools/call find");
  }

  @Test
  void keptTraceThatIsTooLargeForARequest_goesInParts() {
    Span.Builder[] spans = new Span.Builder[60];
    for (int i = 0; i < spans.length; i++) {
      spans[i] =
          toolCall("find", Duration.ofMillis(1))
              .addAttributes(attribute("large", "x".repeat(100_000)));
    }
    ForwardedRequests target = ForwardedRequests.ofKept();
    target.forwarding().takeKept(request("orders", spans).toByteArray(), spans.length);
    assertThat(target.items()).isEqualTo(spans.length);
    target.forwarding().takeKept(request("orders", spans).toByteArray(), spans.length);
    assertThat(target.bytes())
        .hasSize(2)
        .allMatch(bytes -> bytes.length <= Forwarding.REQUEST_BYTES);
  }
}
