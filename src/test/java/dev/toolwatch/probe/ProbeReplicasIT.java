package dev.toolwatch.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.toolwatch.testing.PackagedToolwatch;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two packaged replicas on one real server, of which the one that runs a probe is killed. The other side
 * of the probe notes when which replica asked: each of them says who it is. The interval is the shortest
 * that there can be.
 */
@Timeout(120)
@Tag("jar")
class ProbeReplicasIT {
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  /** A turn is taken each second, and a busy machine may be late. */
  private static final Duration SLACK = Duration.ofSeconds(2);

  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private HttpServer server;

  /** That a replica has asked. */
  private record Asked(String replica, Instant at) {}

  @BeforeEach
  void listen() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/health",
        exchange -> {
          asked.add(new Asked(exchange.getRequestHeaders().getFirst("X-Replica"), Instant.now()));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void close() {
    server.stop(0);
  }

  @Test
  void oneIsKilled_theOtherGoesOnWithinTwoIntervals_andNoCheckRunsTwice() throws Exception {
    try (EmbeddedPostgres database = EmbeddedPostgres.builder().start();
        PackagedToolwatch one = start(database, "one");
        PackagedToolwatch two = start(database, "two")) {
      awaitChecks(3);
      Set<String> before = replicas(asked);
      assertThat(before).hasSize(1);
      PackagedToolwatch holder = before.contains("one") ? one : two;
      holder.signal("KILL");
      holder.awaitExit();
      int killed = asked.size();
      awaitChecks(killed + 3);
      List<Asked> all = List.copyOf(asked);
      assertThat(replicas(all.subList(killed, all.size())))
          .hasSize(1)
          .doesNotContainAnyElementsOf(before);
      List<Duration> gaps = new ArrayList<>();
      for (int i = 1; i < all.size(); i++) {
        gaps.add(Duration.between(all.get(i - 1).at(), all.get(i).at()));
      }
      assertThat(gaps)
          .allSatisfy(
              gap ->
                  assertThat(gap)
                      .isBetween(INTERVAL.minus(SLACK), INTERVAL.multipliedBy(2).plus(SLACK)));
      PackagedToolwatch other = holder == one ? two : one;
      assertThat(other.ask("probes").encode()).contains("\"state\":\"up\"");
    }
  }

  private void awaitChecks(int number) {
    await().atMost(Duration.ofSeconds(45)).until(() -> asked.size() >= number);
  }

  private static Set<String> replicas(List<Asked> asked) {
    Set<String> replicas = new HashSet<>();
    asked.forEach(one -> replicas.add(one.replica()));
    return replicas;
  }

  private PackagedToolwatch start(EmbeddedPostgres database, String replica) throws IOException {
    return PackagedToolwatch.start(
        "toolwatch.store.url=jdbc:postgresql://127.0.0.1:"
            + database.getPort()
            + "/postgres?user=postgres",
        "toolwatch.store.replica=" + replica,
        "toolwatch.store.flush-interval=1s",
        "toolwatch.users.key=one for all of them",
        "toolwatch.probes.orders.kind=http",
        "toolwatch.probes.orders.url=http://127.0.0.1:" + server.getAddress().getPort() + "/health",
        "toolwatch.probes.orders.headers.x.replica=" + replica,
        "toolwatch.probes.orders.interval=" + INTERVAL.toSeconds() + "s",
        "toolwatch.probes.orders.timeout=2s");
  }
}
