package dev.toolwatch.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.testing.HonestPeers;
import dev.toolwatch.testing.PackagedToolwatch;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the API is asked that takes much memory or time, in the heap of the container, over a store
 * of three years: it is answered or refused, and others are served meanwhile.
 */
@Timeout(180)
@Tag("jar")
class LongPastIT {
  /** Every documented query, over everything that there is. */
  private static final List<String> LONG =
      List.of(
          "services?from=now-1095d",
          "tools?from=now-1095d&limit=1000",
          "tools?from=now-30d&order=p95&limit=1000",
          "tools/tool0/series?from=now-1095d&step=1d",
          "tools/tool0/series?from=now-90d&step=1h",
          "users/active?from=now-1095d",
          "users/active?window=month&from=now-1095d",
          "users/top?from=now-1095d",
          "users/retention?from=now-364d",
          "sessions?from=now-1095d",
          "clients?from=now-1095d",
          "slos",
          "maintenance-windows",
          "cardinality");

  private static final Duration OTHERS = Duration.ofSeconds(2);

  @TempDir private static Path directory;
  private static PackagedToolwatch packaged;

  private final HttpClient client = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws Exception {
    String end = Instant.now().truncatedTo(ChronoUnit.DAYS).toString();
    LongPast.main(new String[] {directory.toString(), end, "false"});
    packaged = PackagedToolwatch.startInContainerHeap("toolwatch.store.path=" + directory);
  }

  @AfterAll
  static void stop() throws IOException {
    packaged.close();
  }

  @Test
  void queriesOverThreeYears_areAnsweredOrRefused_andShortOnesMeanwhile() throws Exception {
    HonestPeers honest = HonestPeers.of(packaged.toolwatch());
    List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
    for (String query : LONG) {
      asked.add(client.sendAsync(get(query), BodyHandlers.ofString(UTF_8)));
    }
    Duration slowest = Duration.ZERO;
    while (asked.stream().anyMatch(answer -> !answer.isDone())) {
      long began = System.nanoTime();
      HttpResponse<String> answer =
          client.send(get("services?from=now-5m"), BodyHandlers.ofString(UTF_8));
      assertThat(answer.statusCode()).isEqualTo(200);
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      slowest = took.compareTo(slowest) > 0 ? took : slowest;
    }
    honest.close();
    for (int i = 0; i < asked.size(); i++) {
      HttpResponse<String> answer = asked.get(i).get();
      assertThat(answer.statusCode()).as(LONG.get(i)).isIn(200, 503);
      if (answer.statusCode() == 503) {
        assertThat(answer.body()).as(LONG.get(i)).contains("detail");
        assertThat(answer.headers().firstValue("Retry-After")).as(LONG.get(i)).isPresent();
      }
    }
    assertThat(slowest).isLessThan(OTHERS);
    assertSound(honest);
  }

  /** One after the other none is refused for the others' sake. */
  @Test
  void eachQueryOverThreeYears_byItself_isAnswered() throws Exception {
    for (String query : LONG) {
      HttpResponse<String> answer = client.send(get(query), BodyHandlers.ofString(UTF_8));
      assertThat(answer.statusCode()).as(query + ": " + answer.body()).isEqualTo(200);
    }
    assertThat(packaged.isRunning()).isTrue();
  }

  @Test
  void messagesOfManyAlerts_areRefused() throws Exception {
    String message = "{\"version\":\"4\",\"alerts\":[" + "{},".repeat(3_300_000) + "{}]}";
    HonestPeers honest = HonestPeers.of(packaged.toolwatch());
    List<CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      sent.add(
          client.sendAsync(
              request("alerts")
                  .header("Content-Type", "application/json")
                  .POST(BodyPublishers.ofString(message))
                  .build(),
              BodyHandlers.ofString(UTF_8)));
    }
    for (CompletableFuture<HttpResponse<String>> answer : sent) {
      assertThat(answer.get().statusCode()).isEqualTo(413);
    }
    honest.close();
    assertSound(honest);
  }

  private static void assertSound(HonestPeers honest) {
    assertThat(packaged.isRunning()).isTrue();
    assertThat(honest.failures()).isEmpty();
    assertThat(honest.slowest()).isLessThan(OTHERS);
    assertThat(honest.counted()).isEqualTo(honest.sent());
  }

  private static HttpRequest get(String path) {
    return request(path).GET().build();
  }

  private static HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://" + packaged.apiAddress() + "/api/v1/" + path))
        .timeout(Duration.ofSeconds(60));
  }
}
