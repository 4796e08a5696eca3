package dev.toolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolwatch.slo.Alert;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AlertMessageTest {
  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

  private static AlertMessage read(String alerts) {
    return AlertMessage.of("{\"version\":\"4\",\"x\":{\"y\":[1]},\"alerts\":" + alerts + "}", NOW);
  }

  private static String alert(String fingerprint) {
    return "{\"status\":\"firing\",\"labels\":{\"service_name\":\"orders\",\"alertname\":\"Slow\","
        + "\"other\":{\"deep\":[[]]}},\"annotations\":{\"a\":\"b\"},"
        + "\"startsAt\":\"2026-11-26T11:00:00Z\",\"fingerprint\":\""
        + fingerprint
        + "\"}";
  }

  @Test
  void alert_isReadByItsFields() {
    AlertMessage message = read("[" + alert("c0ffee") + "]");
    assertThat(message.invalid()).isEmpty();
    assertThat(message.alerts())
        .extracting(Alert::fingerprint, alert -> alert.service().name())
        .containsExactly(org.assertj.core.groups.Tuple.tuple("c0ffee", "orders"));
  }

  @Test
  void oneBadAlert_isNamed_andTheOthersAreTaken() {
    AlertMessage message =
        read("[" + alert("a") + ",7," + alert("b\\u0000") + ",{}," + alert("c") + "]");
    assertThat(message.alerts()).extracting(Alert::fingerprint).containsExactly("a", "c");
    assertThat(message.invalid())
        .extracting(InvalidParameter::name)
        .contains("alerts[1]", "alerts[2].fingerprint", "alerts[3].fingerprint");
  }

  @Test
  void manyBadAlerts_areNamedUpToALimit() {
    assertThat(read("[{}" + ",{}".repeat(900) + "," + alert("a") + "]").invalid()).hasSize(100);
    assertThat(read("[{}" + ",{}".repeat(900) + "," + alert("a") + "]").alerts()).hasSize(1);
  }

  @Test
  void moreAlertsThanTheLimit_areRefused() {
    AlertMessage message = read("[" + alert("a") + ",{}".repeat(1_000) + "]");
    assertThat(message.alerts()).isEmpty();
    assertThat(message.invalid()).hasSize(1);
  }

  @Test
  void notTheMessage_isRefused() {
    assertThat(AlertMessage.of("{\"alerts\":[]}", NOW).invalid()).hasSize(1);
    assertThat(read("{}").invalid()).hasSize(1);
    for (String text : new String[] {"", "[]", "{", "{}{}", "{\"alerts\":[{]}", "nonsense"}) {
      assertThatThrownBy(() -> AlertMessage.of(text, NOW))
          .as(text)
          .isInstanceOf(InvalidParametersException.class);
    }
  }
}
