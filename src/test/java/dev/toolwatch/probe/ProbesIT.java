package dev.toolwatch.probe;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.toolwatch.testing.FreePort;
import dev.toolwatch.testing.MetricsText;
import dev.toolwatch.testing.PackagedToolwatch;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application with probes: their states, history and metrics, and {@code --probe}. */
@Timeout(120)
class ProbesIT {
  private static final String TOKEN = "very-secret-token";

  @TempDir Path directory;

  private final AtomicInteger status = new AtomicInteger(200);
  private final int closed = FreePort.next();
  private HttpServer server;

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/health",
        exchange -> {
          boolean allowed =
              ("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"));
          byte[] body = "{\"status\": \"fine\"}".getBytes(UTF_8);
          exchange.sendResponseHeaders(allowed ? status.get() : 401, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  private List<String> settings() throws IOException {
    Path token = directory.resolve("token");
    Files.writeString(token, TOKEN + "\n");
    return List.of(
        "toolwatch.store.path=" + directory.resolve("store"),
        "toolwatch.store.flush-interval=1s",
        "toolwatch.probes.orders.kind=http",
        "toolwatch.probes.orders.url=http://127.0.0.1:" + server.getAddress().getPort() + "/health",
        "toolwatch.probes.orders.token-file=" + token,
        "toolwatch.probes.orders.expect.json=/status",
        "toolwatch.probes.orders.expect.value=fine",
        "toolwatch.probes.orders.interval=5s",
        "toolwatch.probes.orders.timeout=2s",
        "toolwatch.probes.orders.failures=2",
        "toolwatch.probes.orders.service=acme/orders",
        "toolwatch.probes.gone.kind=tcp",
        "toolwatch.probes.gone.url=tcp://127.0.0.1:" + closed,
        "toolwatch.probes.gone.interval=5s",
        "toolwatch.probes.gone.timeout=2s",
        "toolwatch.probes.gone.failures=1");
  }

  private PackagedToolwatch start(String... more) throws IOException {
    List<String> all = new ArrayList<>(settings());
    all.addAll(List.of(more));
    return PackagedToolwatch.start(all.toArray(String[]::new));
  }

  private static JsonObject probe(PackagedToolwatch toolwatch, String name) {
    return toolwatch.ask("probes").getJsonArray("probes").stream()
        .map(JsonObject.class::cast)
        .filter(row -> row.getString("probe").equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static void awaitState(PackagedToolwatch toolwatch, String name, String state) {
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> probe(toolwatch, name).getString("state").equals(state));
  }

  @Test
  void states_areInTheApi_theMetricsAndTheHistory_andLastOverARestart() throws Exception {
    String since;
    try (PackagedToolwatch toolwatch = start()) {
      awaitState(toolwatch, "orders", "up");
      awaitState(toolwatch, "gone", "down");
      assertThat(probe(toolwatch, "gone").getString("message")).contains("refused");
      status.set(503);
      awaitState(toolwatch, "orders", "down");
      assertThat(probe(toolwatch, "orders").getString("message")).contains("503");
      MetricsText metrics = toolwatch.toolwatch().scrape();
      assertThat(metrics.sum("mcp_probe_success", "probe", "orders", "kind", "http")).isZero();
      assertThat(metrics.sum("mcp_probe_state", "probe", "orders", "kind", "http", "state", "down"))
          .isOne();
      assertThat(metrics.sum("mcp_probe_interval_seconds", "probe", "orders", "kind", "http"))
          .isEqualTo(5);
      since = probe(toolwatch, "orders").getString("since");
      await()
          .atMost(Duration.ofSeconds(20))
          .until(
              () ->
                  toolwatch
                      .ask("probes/orders/history?from=now-1h&step=1h")
                      .getJsonArray("points")
                      .stream()
                      .map(JsonObject.class::cast)
                      .anyMatch(point -> point.getLong("failed") > 0));
      assertThat(toolwatch.ask("probes").encode()).doesNotContain(TOKEN);
      assertThat(toolwatch.output()).doesNotContain(TOKEN);
      toolwatch.terminate();
      assertThat(toolwatch.awaitExit()).isEqualTo(143);
    }
    try (PackagedToolwatch toolwatch = start()) {
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> since.equals(probe(toolwatch, "orders").getString("since")));
      status.set(200);
      awaitState(toolwatch, "orders", "up");
    }
  }

  /** Beside the service, which has the store. */
  @Test
  void aSingleRun_explainsEachStep() throws Exception {
    try (PackagedToolwatch running = start()) {
      String good = run(0, "--probe", "orders");
      assertThat(good).contains("orders (http)", "resolve", "connect", "request", "up in ");
      status.set(401);
      assertThat(run(1, "--probe", "orders")).contains("refused in ");
      assertThat(run(1, "--probe", "gone")).contains("down in ", "refused");
      assertThat(run(2, "--probe", "nobody")).contains("no probe nobody", "gone, orders");
      assertThat(running.isRunning()).isTrue();
    }
  }

  private String run(int code, String... arguments) throws IOException, InterruptedException {
    try (PackagedToolwatch once =
        PackagedToolwatch.launch(List.of(arguments), settings().toArray(String[]::new))) {
      int ended = once.awaitExit();
      assertThat(ended).as(once.output()).isEqualTo(code);
      assertThat(once.output()).doesNotContain(TOKEN);
      return once.output();
    }
  }
}
