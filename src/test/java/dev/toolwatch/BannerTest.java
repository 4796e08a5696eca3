package dev.toolwatch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BannerTest {
  @Test
  void lines_sayWhereToSendAndToLook() {
    Banner.Places places = new Banner.Places("127.0.0.1", false, 41317, 41318, 49464, 48080);
    assertThat(Banner.lines(places, true, false, true))
        .containsExactly(
            "Send: OTEL_EXPORTER_OTLP_ENDPOINT=http://localhost:41317 for gRPC,"
                + " http://localhost:41318 for HTTP",
            "Look: curl -s http://localhost:49464/metrics | grep ^mcp_",
            "Open: http://localhost:48080/",
            "API:  curl -s http://localhost:48080/api/v1",
            "Docs: http://localhost:48080/docs",
            "Try:  start with --demo to receive data from a simulated fleet of MCP servers");
  }

  @Test
  void tlsAndTokens_areInEachLine() {
    Banner.Places places = new Banner.Places("10.1.2.3", true, 4317, 4318, 9464, 8080);
    assertThat(Banner.lines(places, false, true, false))
        .containsExactly(
            "Send: OTEL_EXPORTER_OTLP_ENDPOINT=https://10.1.2.3:4317 for gRPC,"
                + " https://10.1.2.3:4318 for HTTP",
            "With a token: OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20<token>",
            "Look: curl -s -H 'Authorization: Bearer <token>' https://10.1.2.3:9464/metrics"
                + " | grep ^mcp_",
            "API:  curl -s -H 'Authorization: Bearer <token>' https://10.1.2.3:8080/api/v1",
            "Docs: https://10.1.2.3:8080/docs");
  }

  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, http://localhost:1",
    "::, http://localhost:1",
    "fd00::1, http://[fd00::1]:1",
    "metrics.example, http://metrics.example:1",
  })
  void url_isOneThatThisMachineReaches(String host, String url) {
    assertThat(new Banner.Places(host, false, 0, 0, 0, 0).url(1)).isEqualTo(url);
  }
}
