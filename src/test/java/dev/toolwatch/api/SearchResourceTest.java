package dev.toolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.toolwatch.errors.MadeGroup;
import dev.toolwatch.probe.ProbeView;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.ExponentialCounts;
import dev.toolwatch.sketch.UserSketch;
import dev.toolwatch.store.Batch;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Series;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found by name, over a store. */
class SearchResourceTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:30Z");

  @TempDir private Path directory;

  private final Map<Series, Rollup> used = new HashMap<>();
  private ApiFixture opened;

  private void tool(String service, String tool) {
    Rollup one = new Rollup(1, 0, 0, 0, 1, ExponentialCounts.EMPTY, UserSketch.EMPTY);
    used.put(new Series(ServiceId.of(service), "tools/call", tool), one);
    used.put(new Series(ServiceId.of(service), "tools/list", ""), one);
    used.put(Series.whole(ServiceId.of(service)), one);
  }

  private ApiFixture api() {
    if (opened == null) {
      long minute = NOW.getEpochSecond() / 60 - 5;
      opened =
          new ApiFixture(
              directory,
              new Batch(Map.of(minute, used), Map.of(), Map.of(), Map.of(), Map.of()),
              NOW);
    }
    return opened;
  }

  @AfterEach
  void close() {
    api().close();
  }

  private List<String> found(String query) {
    JsonNode rows = api().json("search", query).path("search");
    return StreamSupport.stream(rows.spliterator(), false)
        .map(row -> row.path("kind").asText() + " " + row.path("name").asText())
        .toList();
  }

  private void trace(long high, long low) {
    api()
        .traces()
        .store(
            high,
            low,
            "orders",
            "find",
            Outcome.SERVER_ERROR,
            NOW.minus(Duration.ofHours(1)),
            Duration.ofSeconds(1),
            ExportTraceServiceRequest.getDefaultInstance());
  }

  @Test
  void names_wholeFirst_thenBeginnings_thenParts_whateverTheCase() {
    tool("acme/Order", "reorder");
    tool("orders", "ORDER");
    tool("orders", "order_find");
    tool("wiki", "read");
    assertThat(found("q=oRdEr"))
        .containsExactly(
            "tool ORDER",
            "service orders",
            "tool order_find",
            "service acme/Order",
            "tool reorder");
    assertThat(found("q=tools/list")).isEmpty();
  }

  @Test
  void errors_areFoundByTypeMessageAndFingerprint_theLatestFirst() {
    MadeGroup.store(
        api().store().transactions(),
        new MadeGroup(1, "orders")
            .thrown("ValueError", "no such Order")
            .error(NOW.minus(Duration.ofHours(2)), "find", 7, 0),
        new MadeGroup(2, "orders")
            .thrown("TimeoutError", "x".repeat(300) + " order 100%")
            .error(NOW.minus(Duration.ofHours(1)), "find", 7, 0));
    assertThat(found("q=order")).containsExactly("error TimeoutError", "error ValueError");
    assertThat(found("q=value")).containsExactly("error ValueError");
    assertThat(found("q=0%25")).isEmpty();
    assertThat(found("q=100%")).containsExactly("error TimeoutError");
    String fingerprint = MadeGroup.fingerprint(1).toString();
    JsonNode row = api().json("search", "q=" + fingerprint).at("/search/0");
    assertThat(row.path("id").asText()).isEqualTo(fingerprint);
    assertThat(row.path("service").asText()).isEqualTo("orders");
    assertThat(row.path("detail").asText()).isEqualTo("no such Order");
    assertThat(api().json("search", "q=timeout").at("/search/0/detail").asText()).hasSize(201);
  }

  @Test
  void traces_areFoundByTheirIds_orBeginningsOfEightDigits() {
    trace(0xABCDEF0123456789L, 0x8000000000000001L);
    trace(0xABCDEF0123456789L, 0x1000000000000002L);
    trace(0x1234567800000000L, 1);
    api().traces().flush();
    JsonNode row = api().json("search", "q=ABCDEF01234567898").at("/search");
    assertThat(row).hasSize(1);
    assertThat(row.at("/0/id").asText()).isEqualTo("abcdef01234567898000000000000001");
    assertThat(row.at("/0/kind").asText()).isEqualTo("trace");
    assertThat(row.at("/0/name").asText()).isEqualTo("find");
    assertThat(row.at("/0/detail").asText()).isEqualTo("server_error");
    assertThat(found("q=abcdef01")).hasSize(2);
    assertThat(found("q=abcdef0123456789")).hasSize(2);
    assertThat(found("q=abcdef01234567891000000000000002")).hasSize(1);
    assertThat(found("q=12345678")).hasSize(1);
    assertThat(found("q=abcdef0")).isEmpty();
    assertThat(found("q=abcdef02")).isEmpty();
  }

  @Test
  void probes_areFoundByName() {
    api()
        .probes()
        .add(
            new ProbeView(
                "jira-cloud", "jira", "https://jira", "jira", null, Duration.ofMinutes(1), null));
    JsonNode row = api().json("search", "q=CLOUD").at("/search/0");
    assertThat(row.path("kind").asText()).isEqualTo("probe");
    assertThat(row.path("id").asText()).isEqualTo("jira-cloud");
    assertThat(row.path("service").isNull()).isTrue();
    assertThat(row.path("detail").asText()).isEqualTo("https://jira");
  }

  @Test
  void limit_leavesRoomForEachKind() {
    for (int i = 0; i < 50; i++) {
      tool("orders", "order_" + i);
    }
    MadeGroup.store(
        api().store().transactions(),
        new MadeGroup(1, "orders")
            .thrown("ValueError", "no such order")
            .error(NOW.minus(Duration.ofHours(2)), "find", 7, 0));
    assertThat(found("q=order&limit=10"))
        .hasSize(10)
        .startsWith("service orders", "tool order_0", "tool order_1")
        .endsWith("error ValueError");
    assertThat(found("q=order")).hasSize(20);
    assertThat(found("q=order&limit=1")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "q=", "q=a", "q= a "})
  void tooShort_isRefused(String query) {
    InvalidParametersException refused =
        catchThrowableOfType(InvalidParametersException.class, () -> api().json("search", query));
    assertThat(refused.invalid())
        .containsExactly(new InvalidParameter("q", "is not a text of 2 to 200 characters"));
  }

  @Test
  void tooLong_isRefused() {
    InvalidParametersException refused =
        catchThrowableOfType(
            InvalidParametersException.class, () -> api().json("search", "q=" + "a".repeat(201)));
    assertThat(refused.invalid()).extracting(InvalidParameter::name).containsExactly("q");
    assertThat(found("q=" + "a".repeat(200))).isEmpty();
  }
}
