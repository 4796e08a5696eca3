package dev.toolwatch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolwatch.testing.MovableClock;
import dev.toolwatch.testing.OtlpHttpClient;
import dev.toolwatch.testing.PackagedToolwatch;
import dev.toolwatch.testing.Requests;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application with another key of the users than before, on the same store. */
@Timeout(240)
class KeyRotationIT {
  /** More than a set holds, so that they are counted by sketches. */
  private static final int USERS = 700;

  /** Of these, each meets an error. */
  private static final int UNLUCKY = 20;

  private static final String FIRST = "first-key-of-the-users";
  private static final String SECOND = "second-key-of-the-users";
  private static final String THIRD = "third-key-of-the-users";
  private static final Duration WEEK = Duration.ofDays(7);

  @TempDir Path directory;

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void generatedKey_thenANewOne_countsGoOn_andOthersAreShown() throws Exception {
    String path = "toolwatch.store.path=" + directory;
    JsonObject active;
    Map<String, Long> top;
    String user;
    try (PackagedToolwatch packaged = start(path)) {
      send(packaged, Duration.ZERO);
      top = awaitTop(packaged, 1);
      active = active(packaged);
      user = pseudonym(packaged, 0);
      stop(packaged);
    }
    assertThat(top).containsKey(user);
    try (PackagedToolwatch packaged =
        start(path, "toolwatch.users.key=" + SECOND, "toolwatch.users.counting-key=generated")) {
      send(packaged, Duration.ZERO);
      Map<String, Long> topNow = awaitTop(packaged, 2);
      assertThat(topNow).hasSize(USERS).doesNotContainKeys(top.keySet().toArray(String[]::new));
      assertThat(active(packaged)).isEqualTo(active);
      assertErrors(packaged, topNow.keySet());
      String userNow = pseudonym(packaged, 0);
      assertThat(topNow).containsKey(userNow);
      assertThat(packaged.output()).doesNotContain(SECOND, user, userNow);
      erase(packaged, userNow);
      assertThat(erased("jdbc:sqlite:" + directory.resolve("toolwatch.db"))).isEqualTo(user);
      assertThat(trail(packaged)).contains(digest(userNow)).doesNotContain(digest(user));
    }
  }

  /** While replicas are restarted one by one, some have the new key and some not yet. */
  @Test
  @Tag("jar")
  @Tag("servers") // needs libfaketime
  void replicas_twoRotations_countTheSameUsers() throws Exception {
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().start()) {
      String url = "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres?user=postgres";
      String store = "toolwatch.store.url=" + url;
      MovableClock clock = new MovableClock(directory);
      clock.move(WEEK.negated());
      try (PackagedToolwatch aWeekAgo =
          start(
              Stream.concat(
                      Stream.of(clock.environment()),
                      Stream.of(store, "toolwatch.users.key=" + FIRST))
                  .toArray(String[]::new))) {
        send(aWeekAgo, WEEK);
        awaitTop(aWeekAgo, 1);
        stop(aWeekAgo);
      }
      try (PackagedToolwatch before =
              start(store, "toolwatch.store.replica=a", "toolwatch.users.key=" + FIRST);
          PackagedToolwatch after =
              start(
                  store,
                  "toolwatch.store.replica=b",
                  "toolwatch.users.key=" + SECOND,
                  "toolwatch.users.counting-key=" + FIRST)) {
        send(before, Duration.ZERO);
        send(after, Duration.ZERO);
        assertThat(awaitTop(before, 3)).hasSize(USERS).containsKey(pseudonym(before, 0));
        assertThat(awaitTop(after, 3)).hasSize(USERS).containsKey(pseudonym(after, 0));
        assertThat(pseudonym(after, 0)).isNotEqualTo(pseudonym(before, 0));
        assertUsers(after);
        assertThat(active(after)).isEqualTo(active(before));
        stop(after);
        stop(before);
      }
      try (PackagedToolwatch again =
          start(store, "toolwatch.users.key=" + THIRD, "toolwatch.users.counting-key=" + FIRST)) {
        send(again, Duration.ZERO);
        String user = pseudonym(again, 0);
        assertThat(awaitTop(again, 4)).hasSize(USERS).containsKey(user);
        assertUsers(again);
        erase(again, user);
        assertThat(Long.parseUnsignedLong(erased(url), 16)).isNotEqualTo(0);
        assertThat(trail(again)).contains(digest(user));
      }
    }
  }

  private static PackagedToolwatch start(String... settings) throws Exception {
    return PackagedToolwatch.start(
        Stream.concat(Stream.of(settings), Stream.of("toolwatch.store.flush-interval=1s"))
            .toArray(String[]::new));
  }

  private static void stop(PackagedToolwatch packaged) throws Exception {
    packaged.terminate();
    packaged.awaitExit();
  }

  private static String identity(int user) {
    return "user-%d@example.com".formatted(user);
  }

  /** A call of each user, some of which fail. */
  private static void send(PackagedToolwatch packaged, Duration ago) {
    Instant end = Instant.now().minus(ago);
    long nanos = end.getEpochSecond() * 1_000_000_000L + end.getNano();
    Span.Builder[] calls =
        IntStream.range(0, USERS)
            .mapToObj(
                user -> {
                  Span.Builder call =
                      Requests.toolCall("find", Duration.ofMillis(20))
                          .setTraceId(Requests.id(nanos, user + 1))
                          .setStartTimeUnixNano(nanos - 20_000_000)
                          .setEndTimeUnixNano(nanos)
                          .addAttributes(Requests.attribute("enduser.id", identity(user)));
                  return user < UNLUCKY ? Requests.failed(call, "tool_error") : call;
                })
            .toArray(Span.Builder[]::new);
    OtlpHttpClient client =
        new OtlpHttpClient(packaged.toolwatch().httpPort(), HttpClient.Version.HTTP_1_1);
    byte[] body = Requests.protobuf(Requests.request("orders", calls));
    assertThat(client.post("/v1/traces", body, OtlpHttpClient.PROTOBUF).statusCode())
        .isEqualTo(200);
  }

  /** The users with their operations, once so many calls of each are stored. */
  private static Map<String, Long> awaitTop(PackagedToolwatch packaged, long callsOfEach) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () ->
                assertThat(
                        top(packaged).values().stream().mapToLong(Long::longValue).sum()
                            + ask(packaged).getLong("other_operations"))
                    .isEqualTo(callsOfEach * USERS));
    Map<String, Long> top = top(packaged);
    assertThat(top.values()).allMatch(operations -> operations == callsOfEach);
    return top;
  }

  private static JsonObject ask(PackagedToolwatch packaged) {
    return packaged.ask("users/top?limit=1000&from=now-10d&to=now%2B1m");
  }

  private static Map<String, Long> top(PackagedToolwatch packaged) {
    return objects(ask(packaged).getJsonArray("users"))
        .collect(Collectors.toMap(row -> row.getString("user"), row -> row.getLong("operations")));
  }

  private static Stream<JsonObject> objects(JsonArray array) {
    return IntStream.range(0, array.size()).mapToObj(array::getJsonObject);
  }

  /** Users of the last week and month. Those of the day could be asked for just after midnight. */
  private static JsonObject active(PackagedToolwatch packaged) {
    JsonArray points = packaged.ask("users/active").getJsonArray("points");
    JsonObject last = points.getJsonObject(points.size() - 1);
    return new JsonObject().put("wau", last.getLong("wau")).put("mau", last.getLong("mau"));
  }

  /** A month with the users of both weeks, of which everybody has come back. */
  private static void assertUsers(PackagedToolwatch packaged) {
    assertThat(active(packaged).getLong("mau")).isBetween(USERS * 97L / 100, USERS * 103L / 100);
    assertThat(objects(packaged.ask("users/retention?from=now-2w").getJsonArray("cohorts")))
        .anySatisfy(
            row -> {
              assertThat(row.getString("week")).isGreaterThan(row.getString("cohort"));
              assertThat(row.getLong("users")).isEqualTo(USERS);
              assertThat(row.getLong("retained")).isEqualTo(USERS);
            });
  }

  /** One group, whose users are those who met it before and after. */
  private static void assertErrors(PackagedToolwatch packaged, Set<String> shown) {
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () ->
                assertThat(objects(packaged.ask("errors").getJsonArray("errors")))
                    .singleElement()
                    .satisfies(
                        group -> {
                          assertThat(group.getLong("events")).isEqualTo(2 * UNLUCKY);
                          assertThat(group.getLong("users")).isEqualTo(UNLUCKY);
                        }));
    String group =
        packaged.ask("errors").getJsonArray("errors").getJsonObject(0).getString("fingerprint");
    assertThat(objects(packaged.ask("errors/" + group).getJsonArray("samples")))
        .isNotEmpty()
        .allSatisfy(sample -> assertThat(shown).contains(sample.getString("user")));
  }

  private String pseudonym(PackagedToolwatch packaged, int user) throws Exception {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(users(packaged, "pseudonym"))
                .header("Content-Type", "application/json")
                .POST(
                    BodyPublishers.ofString(
                        new JsonObject().put("identity", identity(user)).encode()))
                .build(),
            BodyHandlers.ofString());
    return new JsonObject(answer.body()).getString("user");
  }

  private void erase(PackagedToolwatch packaged, String user) throws Exception {
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(users(packaged, user)).DELETE().build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
  }

  private static URI users(PackagedToolwatch packaged, String rest) {
    return URI.create("http://" + packaged.apiAddress() + "/api/v1/users/" + rest);
  }

  /** The pseudonym of the user who is to be erased, as the store has it. */
  private static String erased(String url) throws Exception {
    try (Connection connection = DriverManager.getConnection(url);
        ResultSet row =
            connection.createStatement().executeQuery("SELECT user_pseudonym FROM erasures")) {
      assertThat(row.next()).isTrue();
      return HexFormat.of().toHexDigits(row.getLong(1));
    }
  }

  private static String trail(PackagedToolwatch packaged) {
    return packaged.ask("audit?action=user.erase").encode();
  }

  private static String digest(String user) throws Exception {
    return "sha256:"
        + HexFormat.of()
            .formatHex(MessageDigest.getInstance("SHA-256").digest(user.getBytes(US_ASCII)));
  }
}
