package dev.toolwatch.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolwatch.testing.FreePort;
import dev.toolwatch.testing.OtlpHttpClient;
import dev.toolwatch.testing.PackagedToolwatch;
import dev.toolwatch.testing.Requests;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged application with two tenants and the operator, who have calls of the same service in the
 * same traces: each keeps its own, in PostgreSQL and in files, over a stop and over a crash.
 */
@Timeout(180)
@Tag("jar")
class TenantStoresIT {
  private static final String SERVICE = "shared";
  private static final Map<String, Integer> CALLS = Map.of("", 2, "acme-1", 5, "beta", 3);

  @TempDir Path directory;

  private final int otlp = FreePort.next();
  private final HttpClient client = HttpClient.newHttpClient();

  @Test
  void onPostgresql_eachTenantHasASchema_andFindsItsCallsAgain() throws Exception {
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().start()) {
      String[] settings =
          settings(
              "toolwatch.store.url=jdbc:postgresql://127.0.0.1:%d/postgres?user=postgres"
                  .formatted(server.getPort()),
              "toolwatch.store.flush-interval=1s");
      try (PackagedToolwatch packaged = PackagedToolwatch.start(settings)) {
        send();
        assertEachHasItsOwn(packaged);
        stop(packaged);
      }
      try (PackagedToolwatch packaged = PackagedToolwatch.start(settings)) {
        assertEachHasItsOwn(packaged);
      }
      assertThat(services(server, "public")).isEqualTo(1);
      assertThat(services(server, "\"toolwatch_acme-1\"")).isEqualTo(1);
      assertThat(services(server, "toolwatch_beta")).isEqualTo(1);
    }
  }

  @Test
  void withTheJournal_killed_eachTenantHasWhatWasAcknowledged() throws Exception {
    String[] settings =
        settings(
            "toolwatch.journal.enabled=true",
            "toolwatch.store.flush-interval=1h",
            "toolwatch.store.path=" + directory);
    try (PackagedToolwatch unused = PackagedToolwatch.start(settings)) {
      send();
    }
    try (PackagedToolwatch packaged = PackagedToolwatch.start(settings)) {
      stop(packaged);
    }
    try (PackagedToolwatch packaged = PackagedToolwatch.start(settings)) {
      assertEachHasItsOwn(packaged);
    }
    assertThat(directory.resolve("tenants/acme-1/journal")).isDirectory();
    try (Stream<Path> tenants = Files.list(directory.resolve("tenants"))) {
      assertThat(tenants.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("acme-1", "beta");
    }
  }

  /** A Toolwatch without tenants is given some, loses one, and gets it back. */
  @Test
  void tenants_comeAndGo_nothingIsLost() throws Exception {
    String path = "toolwatch.store.path=" + directory;
    try (PackagedToolwatch packaged = PackagedToolwatch.start(settings(Set.of(""), path))) {
      send("", CALLS.get(""));
      stop(packaged);
    }
    try (PackagedToolwatch packaged = PackagedToolwatch.start(settings(CALLS.keySet(), path))) {
      assertHas(packaged, "", CALLS.get(""));
      send("acme-1", CALLS.get("acme-1"));
      send("beta", CALLS.get("beta"));
      stop(packaged);
    }
    try (PackagedToolwatch packaged = PackagedToolwatch.start(settings(Set.of("", "beta"), path))) {
      assertHas(packaged, "", CALLS.get(""));
      assertThat(answer(packaged, "acme-1").statusCode()).isEqualTo(401);
      stop(packaged);
    }
    try (PackagedToolwatch packaged = PackagedToolwatch.start(settings(CALLS.keySet(), path))) {
      assertEachHasItsOwn(packaged);
    }
  }

  private static void stop(PackagedToolwatch packaged) throws InterruptedException {
    packaged.terminate();
    packaged.awaitExit();
  }

  private String[] settings(String... more) {
    return settings(CALLS.keySet(), more);
  }

  private String[] settings(Set<String> tenants, String... more) {
    Stream<String> tokens =
        tenants.stream()
            .flatMap(
                tenant -> {
                  String prefix = "toolwatch.auth.tokens.of" + tenant.replace("-", "") + ".";
                  Stream<String> always =
                      Stream.of(
                          prefix + "token=" + token(tenant), prefix + "roles=ingest,read,scrape");
                  return tenant.isEmpty()
                      ? always
                      : Stream.concat(always, Stream.of(prefix + "tenant=" + tenant));
                });
    return Stream.concat(
            tokens,
            Stream.concat(Stream.of("toolwatch.otlp.http-port=" + otlp), Arrays.stream(more)))
        .toArray(String[]::new);
  }

  private static String token(String tenant) {
    return "token-of-" + tenant + "-0123456789";
  }

  private void send() {
    CALLS.forEach(this::send);
  }

  private void send(String tenant, int calls) {
    OtlpHttpClient sender = new OtlpHttpClient(otlp, HttpClient.Version.HTTP_1_1);
    Span.Builder[] spans = new Span.Builder[calls];
    Instant now = Instant.now();
    for (int i = 0; i < calls; i++) {
      spans[i] =
          Requests.toolCall("search", Duration.ofMillis(20))
              .setTraceId(Requests.id(0, i + 1))
              .setStartTimeUnixNano((now.toEpochMilli() - 20) * 1_000_000)
              .setEndTimeUnixNano(now.toEpochMilli() * 1_000_000);
    }
    HttpResponse<byte[]> answer =
        sender.post(
            "/v1/traces",
            Requests.protobuf(Requests.request(SERVICE, spans)),
            OtlpHttpClient.PROTOBUF,
            "Authorization",
            "Bearer " + token(tenant));
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  private void assertEachHasItsOwn(PackagedToolwatch packaged) {
    CALLS.forEach((tenant, calls) -> assertHas(packaged, tenant, calls));
  }

  private void assertHas(PackagedToolwatch packaged, String tenant, int calls) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              JsonArray services = services(packaged, tenant);
              assertThat(services).as(tenant).hasSize(1);
              assertThat(services.getJsonObject(0).getLong("calls")).isEqualTo((long) calls);
            });
  }

  private JsonArray services(PackagedToolwatch packaged, String tenant)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = answer(packaged, tenant);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return new JsonObject(answer.body()).getJsonArray("services");
  }

  private HttpResponse<String> answer(PackagedToolwatch packaged, String tenant)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(
                URI.create("http://" + packaged.apiAddress() + "/api/v1/services?from=now-1d"))
            .header("Authorization", "Bearer " + token(tenant))
            .build(),
        BodyHandlers.ofString());
  }

  /** How many services have rows of their own in a schema. */
  private static int services(EmbeddedPostgres server, String schema) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT COUNT(DISTINCT service) FROM %s.subjects WHERE service = '%s'"
                    .formatted(schema, SERVICE))) {
      row.next();
      return row.getInt(1);
    }
  }
}
