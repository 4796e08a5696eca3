package dev.toolwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TracingTargetTest {
  private static final int GRPC = 4317;
  private static final int HTTP = 4318;

  @ParameterizedTest
  @ValueSource(strings = {"", "  "})
  void of_nothing_isNowhere(String endpoint) {
    assertThat(TracingTarget.of(endpoint, GRPC, HTTP)).isEqualTo(TracingTarget.NOWHERE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:4317",
        "http://localhost:4318/",
        "http://127.0.0.1:4317",
        "http://127.8.9.10:4318/v1/traces",
        "http://[::1]:4317",
        "http://0.0.0.0:4317",
        "https://LOCALHOST:4317"
      })
  void of_ownPortOfThisHost_isItself(String endpoint) {
    assertThat(TracingTarget.of(endpoint, GRPC, HTTP)).isEqualTo(TracingTarget.ITSELF);
  }

  @Test
  void of_ownPortAtAnAddressOfThisHost_isItself() throws SocketException {
    for (NetworkInterface one : NetworkInterface.networkInterfaces().toList()) {
      for (InetAddress address : one.inetAddresses().toList()) {
        String host = address.getHostAddress().replaceFirst("%.*", "");
        String endpoint = "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":4317";
        assertThat(TracingTarget.of(endpoint, GRPC, HTTP))
            .as(endpoint)
            .isEqualTo(TracingTarget.ITSELF);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:14317",
        "http://localhost",
        "https://127.0.0.1/otlp",
        "http://192.0.2.1:4317", // TEST-NET-1: nobody's
        "http://tempo.invalid:4317"
      })
  void of_another_isABackend(String endpoint) {
    assertThat(TracingTarget.of(endpoint, GRPC, HTTP)).isEqualTo(TracingTarget.BACKEND);
  }

  @Test
  void of_defaultPortsOfTheSchemes_areKnown() {
    assertThat(TracingTarget.of("http://localhost", 80)).isEqualTo(TracingTarget.ITSELF);
    assertThat(TracingTarget.of("https://localhost", 443)).isEqualTo(TracingTarget.ITSELF);
  }

  @ParameterizedTest
  @ValueSource(strings = {"tempo:4317", "/v1/traces", "http://", "http://te mpo:4317"})
  void of_noUrl_isRefused(String endpoint) {
    assertThatThrownBy(() -> TracingTarget.of(endpoint, GRPC, HTTP))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
