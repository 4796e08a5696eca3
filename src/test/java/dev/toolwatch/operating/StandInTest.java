package dev.toolwatch.operating;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** That stand-ins refuse what the services would: else a drill would show nothing. */
class StandInTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static final String EVENT =
      """
      {"routing_key": "0123456789abcdef0123456789abcdef", "event_action": "trigger", "dedup_key": "k",
       "payload": {"summary": "orders fail", "source": "toolwatch", "severity": "critical",
                   "component": "orders"},
       "links": [{"href": "http://runbooks.example/A", "text": "Runbook"}]}
      """;

  private static final String ALERT =
      """
      {"message": "orders fail", "alias": "k", "priority": "P1", "tags": ["a"], "details": {"b": "c"}}
      """;

  private static final String MESSAGE =
      """
      {"attachments": [{"fallback": "orders fail", "title": "orders fail", "text": "They do.",
                        "title_link": "http://grafana.example", "color": "danger"}]}
      """;

  private final StandIn standIn =
      new StandIn(
          Map.of("pagerduty", new PagerDuty(), "opsgenie", new Opsgenie(), "slack", new Slack()),
          InstantSource.system());

  @AfterEach
  void stop() {
    standIn.close();
  }

  @ParameterizedTest
  @CsvSource({
    "trigger, trigger, 202",
    "trigger, resolve, 202",
    "trigger, close, 400",
    "0123456789abcdef0123456789abcdef, short, 400",
    "critical, page, 400",
    "orders fail, , 400",
    "component, service, 400",
    "payload, body, 400",
    "href, link, 400",
  })
  void pagerDuty_takesItsFormAlone(String part, String instead, int status)
      throws IOException, InterruptedException {
    String event = EVENT.replace(part, instead == null ? "" : instead);
    assertThat(post("pagerduty", "/v2/enqueue", event)).isEqualTo(status);
    assertThat(standIn.faults().isEmpty()).isEqualTo(status == 202);
    assertThat(standIn.deliveries("pagerduty")).hasSize(status == 202 ? 1 : 0);
  }

  @Test
  void pagerDuty_tooLongSummary_refuses() throws IOException, InterruptedException {
    String event = EVENT.replace("orders fail", "x".repeat(1_025));
    assertThat(post("pagerduty", "/v2/enqueue", event)).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource({
    "/v2/alerts, P1, P1, 202",
    "/v2/alerts, P1, critical, 400",
    "/v2/alerts, message, summary, 400",
    "/v2/alerts, '\"c\"', 1, 400",
    "/v2/alerts/k, P1, P1, 400",
  })
  void opsgenie_takesItsFormAlone(String path, String part, String instead, int status)
      throws IOException, InterruptedException {
    assertThat(post("opsgenie", path, ALERT.replace(part, instead))).isEqualTo(status);
  }

  @Test
  void opsgenie_takesAClosing() throws IOException, InterruptedException {
    String close = "/v2/alerts/k/close?identifierType=alias";
    assertThat(post("opsgenie", close, "{\"source\": \"Alertmanager\"}")).isEqualTo(202);
  }

  @ParameterizedTest
  @CsvSource({
    "danger, danger, 200",
    "danger, red, 400",
    "attachments, blocks, 400",
    "title, head, 400"
  })
  void slack_takesItsFormAlone(String part, String instead, int status)
      throws IOException, InterruptedException {
    assertThat(post("slack", "", MESSAGE.replace(part, instead))).isEqualTo(status);
  }

  @Test
  void noJson_isRefused() throws IOException, InterruptedException {
    assertThat(post("slack", "", "payload=")).isEqualTo(400);
  }

  private int post(String service, String path, String body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(standIn.url(service) + path))
            .header("Authorization", "GenieKey key")
            .POST(BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer = HTTP.send(request, BodyHandlers.ofString());
    return answer.statusCode();
  }

  @Test
  void pages_areOpenedByTheFirstEvent_andClosedByTheirResolution() {
    List<Delivery> events =
        List.of(
            event("trigger", "a", 1),
            event("trigger", "b", 2),
            event("trigger", "a", 3),
            event("resolve", "a", 4),
            event("trigger", "a", 5));
    assertThat(Page.of(events))
        .extracting(page -> page.opened().getEpochSecond(), Page::isOpen)
        .containsExactlyInAnyOrder(tuple(1L, false), tuple(2L, true), tuple(5L, true));
  }

  private static Delivery event(String action, String key, long second) {
    JsonObject event = new JsonObject(EVENT).put("event_action", action).put("dedup_key", key);
    return new Delivery(Instant.ofEpochSecond(second), "POST", "/v2/enqueue", Map.of(), event);
  }
}
