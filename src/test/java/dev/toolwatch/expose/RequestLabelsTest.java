package dev.toolwatch.expose;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RequestLabelsTest {
  @ParameterizedTest
  @CsvSource({
    "POST, SUCCESS, /opentelemetry.proto.collector.trace.v1.TraceService/Export, same",
    "POST, SUCCESS, /opentelemetry.proto.collectortrace.v1.TraceService/Export, REFUSED",
    "POST, SUCCESS, /anything.at.All/Call, REFUSED",
    "POST, SUCCESS, /v1/traces, same",
    "POST, SUCCESS, /v1/anything, REFUSED",
    "POST, SUCCESS, /api/v1/anything, REFUSED",
    "POST, SUCCESS, /api/v1/maintenance-windows, same",
    "GET, SUCCESS, /api/v1/tools/{tool}/series, same",
    "GET, SUCCESS, /jaeger/api/traces/{trace_id}, same",
    "GET, SUCCESS, /q/openapi, same",
    "GET, SUCCESS, root, same",
    "GET, CLIENT_ERROR, /api/v1/tools, REFUSED",
    "GET, SERVER_ERROR, /api/v1/tools, same"
  })
  void uri_thatSendersMakeUp_isOneValue(String method, String outcome, String uri, String shown) {
    Meter.Id id =
        new Meter.Id(
            "http.server.requests",
            Tags.of("method", method, "outcome", outcome, "uri", uri),
            null,
            null,
            Meter.Type.TIMER);
    assertThat(new RequestLabels().map(id).getTag("uri"))
        .isEqualTo(shown.equals("same") ? uri : shown);
  }
}
