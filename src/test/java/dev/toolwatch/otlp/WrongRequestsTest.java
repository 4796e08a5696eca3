package dev.toolwatch.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.testing.CapturedLog;
import dev.toolwatch.testing.SettableTime;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WrongRequestsTest {
  private static final SocketAddress SENDER = SocketAddress.inetSocketAddress(50123, "10.1.2.3");

  private final SettableTime time = new SettableTime(Instant.parse("2026-11-26T12:00:00Z"));
  private final WrongRequests wrong = new WrongRequests(time);

  private void send(Transport transport, WrongRequest reason) {
    wrong.count(transport, reason, SENDER, "use port 4317");
  }

  private List<CounterSample> samples() {
    MetricFamily family = wrong.families().toCompletableFuture().join().get(0);
    return family.samples().stream().map(CounterSample.class::cast).toList();
  }

  @Test
  void thousands_areCounted_andLoggedOnceAMinute() {
    try (CapturedLog log = CapturedLog.start()) {
      for (int i = 0; i < 5000; i++) {
        send(Transport.HTTP, WrongRequest.PROTOCOL);
      }
      time.advance(Duration.ofSeconds(59));
      send(Transport.HTTP, WrongRequest.PROTOCOL);
      assertThat(log.text().lines())
          .singleElement()
          .asString()
          .contains("10.1.2.3", "OTLP/HTTP: ", "use port 4317", "last such line: 1,");
      time.advance(Duration.ofSeconds(1));
      send(Transport.HTTP, WrongRequest.PROTOCOL);
      assertThat(log.text().lines()).hasSize(2);
      assertThat(log.text()).contains("last such line: 5001,");
    }
    assertThat(samples())
        .contains(
            new CounterSample(
                Labels.of("transport", "http", "reason", "protocol"),
                5002,
                Instant.parse("2026-11-26T12:00:00Z").toEpochMilli()));
    assertThat(samples().stream().mapToDouble(CounterSample::value).sum()).isEqualTo(5002);
  }

  /** One noisy sender does not hide another's mistake. */
  @Test
  void eachReason_hasALineOfItsOwn() {
    try (CapturedLog log = CapturedLog.start()) {
      for (int i = 0; i < 100; i++) {
        send(Transport.HTTP, WrongRequest.PATH);
        send(Transport.GRPC, WrongRequest.PROTOCOL);
        send(Transport.HTTP, WrongRequest.PROTOCOL);
      }
      assertThat(log.text().lines()).hasSize(3);
    }
  }

  @Test
  void labels_areAFixedSet() {
    assertThat(samples()).hasSize(11);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/ | /v1/traces, /v1/metrics and /v1/logs",
        "'' | /v1/traces, /v1/metrics and /v1/logs",
        "/v1/profiles | /v1/traces, /v1/metrics and /v1/logs",
        "/v1/trace | use /v1/traces",
        "/api/traces | use /v1/traces",
        "/v1/Metric | use /v1/metrics",
        "/v1/logs/ | use /v1/logs without the slash at the end",
        "/v1/traces/v1/traces | OTEL_EXPORTER_OTLP_ENDPOINT must have no path",
        "//v1/traces | OTEL_EXPORTER_OTLP_ENDPOINT must have no path",
        "/otlp/v1/metrics/ | use /v1/metrics. OTEL_EXPORTER_OTLP_ENDPOINT must have no path",
      })
  void pathInstead_namesTheRightOne(String asked, String advice) {
    assertThat(WrongRequest.pathInstead(asked)).startsWith("no such path: ").contains(advice);
  }
}
