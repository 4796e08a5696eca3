package dev.toolwatch.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolwatch.signal.Minutes;
import dev.toolwatch.testing.OtlpHttpClient;
import dev.toolwatch.testing.PackagedToolwatch;
import dev.toolwatch.testing.Requests;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.json.JsonObject;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Three packaged replicas on one real server, each under load for a service of its own, one of them
 * killed and started again. Meanwhile all three compact days of the past.
 */
@Timeout(240)
@Tag("jar")
class ReplicasIT {
  private static final int REPLICAS = 3;
  private static final int KILLED = 1;
  private static final int REQUEST_SPANS = 20;
  private static final int UNTIL_DEATH = 2_000;
  private static final int AFTER_DEATH = 500;
  private static final int AT_ALL = 4_000;
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /** For a flush that had begun, on a machine that is busy. */
  private static final Duration SLACK = Duration.ofSeconds(4);

  private final Truth past = new Truth();
  private final List<Load> loads = new ArrayList<>();
  private final ExecutorService threads = Executors.newFixedThreadPool(REPLICAS);

  @Test
  void underLoad_oneKilledAndStartedAgain_allAnswerWhatWasAcknowledged() throws Exception {
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().start()) {
      String url = "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres?user=postgres";
      StoreLocation place = new StoreLocation.Server(url, null, null);
      Instant begin = Instant.now();
      fill(place, begin);
      List<PackagedToolwatch> replicas = new ArrayList<>();
      try {
        for (int i = 0; i < REPLICAS; i++) {
          replicas.add(start(url, i));
        }
        List<Future<?>> ends = new ArrayList<>();
        for (int i = 0; i < REPLICAS; i++) {
          loads.add(new Load(i));
          ends.add(run(loads.get(i), replicas.get(i), i == KILLED ? Integer.MAX_VALUE : AT_ALL));
        }
        Load killed = loads.get(KILLED);
        assertThat(killed.begun.await(60, TimeUnit.SECONDS)).isTrue();
        Instant death = Instant.now();
        replicas.get(KILLED).close();
        ends.get(KILLED).get(30, TimeUnit.SECONDS);
        long least = killed.acknowledgedBefore(death.minus(INTERVAL).minus(SLACK));
        long most = killed.sent;
        replicas.set(KILLED, start(url, KILLED));
        String lately = "from=" + begin.minus(Duration.ofHours(1)) + "&to=now";
        long kept = operations(replicas.get(0), lately).get("load-1");
        assertThat(kept).isBetween(least, most);
        run(killed, replicas.get(KILLED), AFTER_DEATH).get(60, TimeUnit.SECONDS);
        long since = killed.sent - most;
        for (Future<?> end : ends) {
          end.get(60, TimeUnit.SECONDS);
        }

        Map<String, Long> all =
            Map.of(
                "load-0", loads.get(0).sent,
                "load-1", kept + since,
                "load-2", loads.get(2).sent);
        await()
            .atMost(Duration.ofSeconds(30))
            .untilAsserted(
                () -> assertThat(operations(replicas.get(0), lately)).containsAllEntriesOf(all));
        assertAllAnswerTheSame(replicas, begin);
        checkPast(place, begin);
      } finally {
        for (PackagedToolwatch replica : replicas) {
          replica.close();
        }
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static PackagedToolwatch start(String url, int number) throws Exception {
    return PackagedToolwatch.start(
        "toolwatch.store.url=" + url,
        "toolwatch.store.replica=replica-" + number,
        "toolwatch.users.key=one for all of them",
        "toolwatch.store.flush-interval=" + INTERVAL.toSeconds() + "s");
  }

  /** Marked so long ago that every replica finds it due when it starts. */
  private void fill(StoreLocation place, Instant now) {
    SplittableRandom random = new SplittableRandom(18);
    Instant then = now.minus(Duration.ofMinutes(10));
    try (Store store = StoreContract.at(place, then)) {
      Map<Long, Map<Series, Rollup>> minutes = new HashMap<>();
      long last = Minutes.of(then) / 1440 * 1440;
      for (int i = 1; i < 3 * 1440; i++) {
        minutes.putAll(past.add(last - i, random).operations());
      }
      store.add(Batches.operations(minutes), 1);
    }
  }

  private void checkPast(StoreLocation place, Instant begin) throws Exception {
    try (Store store = StoreContract.at(place, begin)) {
      store.open();
      await()
          .atMost(Duration.ofSeconds(60))
          .until(
              () ->
                  store
                      .database()
                      .read(
                          connection ->
                              !Compaction.isDirty(
                                  connection, Tier.DAY, 0, Minutes.of(begin) / 1440 * 1440)));
      past.check(store.history(), begin.minus(Duration.ofMinutes(10)));
    }
  }

  private static Map<String, Long> operations(PackagedToolwatch replica, String period) {
    Map<String, Long> operations = new HashMap<>(Map.of("load-0", 0L, "load-1", 0L, "load-2", 0L));
    for (Object row : replica.ask("services?" + period).getJsonArray("services")) {
      JsonObject service = (JsonObject) row;
      operations.put(service.getString("service"), service.getLong("operations"));
    }
    return operations;
  }

  private static void assertAllAnswerTheSame(List<PackagedToolwatch> replicas, Instant begin) {
    Instant to = Instant.now();
    for (String period :
        List.of(
            "from=" + begin.minus(Duration.ofMinutes(1)) + "&to=" + to,
            "from=" + begin.minus(Duration.ofDays(5)) + "&to=" + to)) {
      for (String path :
          List.of(
              "services?",
              "tools?",
              "users/active?",
              "users/top?",
              "sessions?",
              "clients?",
              "users/retention?",
              "tools/find_order/series?service=load-2&")) {
        JsonObject first = replicas.get(0).ask(path + period);
        assertThat(first.isEmpty()).isFalse();
        for (PackagedToolwatch replica : replicas) {
          assertThat(replica.ask(path + period)).isEqualTo(first);
        }
      }
    }
  }

  private Future<?> run(Load load, PackagedToolwatch replica, int requests) {
    return threads.submit(() -> load.send(replica, requests));
  }

  /** What one sender has sent to its replica, whichever process that is. One thread at a time. */
  private static final class Load {
    private final String service;
    private final NavigableMap<Instant, Long> acknowledged = new TreeMap<>();
    private final CountDownLatch begun = new CountDownLatch(UNTIL_DEATH);
    private long requests;
    private long sent;

    Load(int number) {
      service = "load-" + number;
    }

    /** Sends so many requests, or fewer if the replica goes. */
    void send(PackagedToolwatch replica, int count) {
      OtlpHttpClient client =
          new OtlpHttpClient(replica.toolwatch().httpPort(), HttpClient.Version.HTTP_1_1);
      for (int i = 0; i < count; i++) {
        requests++;
        Span.Builder[] spans = new Span.Builder[REQUEST_SPANS];
        for (int span = 0; span < spans.length; span++) {
          spans[span] = call(requests, span);
        }
        byte[] body = Requests.protobuf(Requests.request(service, spans));
        sent += REQUEST_SPANS;
        try {
          assertThat(client.post("/v1/traces", body, OtlpHttpClient.PROTOBUF).statusCode())
              .isEqualTo(200);
        } catch (UncheckedIOException e) {
          // It has been killed: what it had of this request, nobody knows.
          return;
        }
        acknowledged.put(Instant.now(), sent);
        begun.countDown();
      }
    }

    private Span.Builder call(long request, int span) {
      Instant now = Instant.now();
      long nanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
      return Requests.toolCall("find_order", Duration.ofMillis(20))
          .setTraceId(Requests.id(service.hashCode(), request * REQUEST_SPANS + span))
          .setSpanId(Requests.id(request * REQUEST_SPANS + span))
          .addAttributes(Requests.attribute("enduser.pseudo.id", "user" + request % 40))
          .setStartTimeUnixNano(nanos - 20_000_000)
          .setEndTimeUnixNano(nanos);
    }

    /** To be asked when nothing is sent. */
    long acknowledgedBefore(Instant time) {
      Map.Entry<Instant, Long> last = acknowledged.lowerEntry(time);
      return last == null ? 0 : last.getValue();
    }
  }
}
