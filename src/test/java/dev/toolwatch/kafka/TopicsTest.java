package dev.toolwatch.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import dev.toolwatch.signal.Signal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicsTest {
  @Test
  void names_sayTheSignal() {
    assertThat(
            Topics.of(List.of("otlp_spans", " acme.traces ", "otlp_metrics", "MyLogs")).signals())
        .containsExactly(
            entry("otlp_spans", Signal.TRACES),
            entry("acme.traces", Signal.TRACES),
            entry("otlp_metrics", Signal.METRICS),
            entry("MyLogs", Signal.LOGS));
  }

  @Test
  void signalInFront_countsMoreThanTheName() {
    assertThat(Topics.of(List.of("spans:acme", "logs:metrics-and-spans", "traces:b")).signals())
        .containsExactly(
            entry("acme", Signal.TRACES),
            entry("metrics-and-spans", Signal.LOGS),
            entry("b", Signal.TRACES));
  }

  @ParameterizedTest
  @CsvSource({
    "telemetry, it is not clear what is in telemetry",
    "logs_and_metrics, it is not clear what is in logs_and_metrics",
    "events:acme, before the colon stands spans",
    "spans:, is not a topic's name",
    "a b_spans, is not a topic's name"
  })
  void unclear_isRefused_withTheSetting(String topic, String why) {
    assertThatThrownBy(() -> Topics.of(List.of(topic)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("toolwatch.kafka.topics")
        .hasMessageContaining(why);
  }

  @Test
  void twice_orNone_isRefused() {
    assertThatThrownBy(() -> Topics.of(List.of("a_spans", "logs:a_spans")))
        .hasMessage("toolwatch.kafka.topics has a_spans twice");
    assertThatThrownBy(() -> Topics.of(List.of()))
        .hasMessage("toolwatch.kafka.topics must name a topic");
  }
}
