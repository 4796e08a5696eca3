package dev.toolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceLinkTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://localhost:16686/trace/{trace_id}",
        "HTTPS://jaeger.example.com/trace/{trace_id}?uiEmbed=v0",
        "https://grafana/explore?left=%7B%22query%22:%22{trace_id}%22%7D",
        "https://[::1]:3000/#/{trace_id}",
      })
  void addressOfATrace_isTaken(String address) {
    assertThatCode(() -> TraceLink.check(address)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "javascript:alert('{trace_id}') | http",
        "ftp://jaeger/trace/{trace_id} | http",
        "/trace/{trace_id} | http",
        "http:/trace/{trace_id} | a host",
        "https://me:sesame@jaeger/trace/{trace_id} | without a user",
        "https://jaeger/trace/ | {trace_id}",
        "https://jaeger/trace/{id} | percent-encoded",
        "https://{trace_id}.example.com/trace | after its host",
        "https://grafana/explore?left={\"query\":\"{trace_id}\"} | percent-encoded",
      })
  void anythingElse_preventsTheStart_withoutTellingIt(String address, String reason) {
    assertThatThrownBy(() -> TraceLink.check(address))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageStartingWith("Toolwatch does not start: toolwatch.console.trace-link (")
        .hasMessageContaining("TOOLWATCH_CONSOLE_TRACE_LINK")
        .hasMessageContaining(reason)
        .hasMessageNotContaining("sesame");
  }

  @Test
  void withoutAddress_thereIsNone() {
    assertThat(new TraceLink(Optional::empty).address()).isNull();
    assertThat(new TraceLink(() -> Optional.of("http://jaeger/{trace_id}")).address())
        .isEqualTo("http://jaeger/{trace_id}");
  }
}
