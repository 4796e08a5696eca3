package dev.toolwatch.signal;

import static dev.toolwatch.testing.Requests.attribute;
import static dev.toolwatch.testing.Requests.resourceSpans;
import static dev.toolwatch.testing.Requests.toolCall;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.ResourceSpans;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
  private static Envelope of(String service, String scope) {
    ResourceSpans.Builder spans = resourceSpans(service, toolCall("find", Duration.ofMillis(1)));
    spans.getScopeSpansBuilder(0).getScopeBuilder().addAttributes(attribute("scope", scope));
    byte[] resource = spans.build().toByteArray();
    byte[] ofScope = spans.getScopeSpans(0).toByteArray();
    Origin origin = new Origin(new Vocabulary(List.of()), false);
    origin.rawResource(resource, 0, resource.length);
    origin.rawScope(ofScope, 0, ofScope.length);
    return Envelope.of(origin);
  }

  /** The spans differ, and are no part of it. */
  @Test
  void order_isThatOfEquality() {
    List<Envelope> envelopes =
        List.of(of("orders", "a"), of("orders", "b"), of("stock", "a"), of("stock", "b"));
    List<Envelope> again =
        List.of(of("orders", "a"), of("orders", "b"), of("stock", "a"), of("stock", "b"));
    for (int i = 0; i < envelopes.size(); i++) {
      for (int j = 0; j < again.size(); j++) {
        assertThat(envelopes.get(i).equals(again.get(j))).isEqualTo(i == j);
        assertThat(envelopes.get(i).compareTo(again.get(j)) == 0).isEqualTo(i == j);
        assertThat(Integer.signum(envelopes.get(i).compareTo(again.get(j))))
            .isEqualTo(-Integer.signum(again.get(j).compareTo(envelopes.get(i))));
      }
    }
  }
}
