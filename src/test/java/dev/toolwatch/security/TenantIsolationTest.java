package dev.toolwatch.security;

import static dev.toolwatch.testing.Requests.attribute;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.toolwatch.testing.Requests;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.TraceServiceGrpc;
import io.opentelemetry.proto.trace.v1.Span;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Two tenants and the operator. One tenant has something of everything, all of it under names that begin
 * with "planted": no other token's answer has one, whatever is asked for.
 */
@QuarkusTest
@TestProfile(TenantIsolationTest.WithTenants.class)
@Timeout(180)
class TenantIsolationTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String PLANTED = "planted";
  private static final String SERVICE = "planted-service";
  private static final String TOOL = "planted-tool";
  private static final String PROBE = "planted-probe";
  private static final String OBJECTIVE = "planted-objective";
  private static final String METRIC = "planted_gauge";

  /** Every sender has a service of this name, and traces of the same ids. */
  private static final String SHARED = "shared-service";

  private static final String ALPHA = "token-of-tenant-alpha-0123456789";
  private static final String BETA = "token-of-tenant-beta-0123456789";
  private static final String OPERATOR = "token-of-the-operator-0123456789";

  private static final String TRACE = "0000000000000000000000000000000a";

  /** So that what is planted is planted once for all tests of the process. */
  private static boolean planted;

  private static String fingerprint;
  private static String window;

  private final TestClient client = TestClient.plain();

  public static class WithTenants implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      Map<String, String> settings = new HashMap<>(TestClient.freePorts());
      token(settings, "operator", OPERATOR, null);
      token(settings, "alpha", ALPHA, "alpha");
      token(settings, "beta", BETA, "beta");
      settings.put("toolwatch.store.path", "target/tenants/" + ProcessHandle.current().pid());
      settings.put("toolwatch.store.flush-interval", "1s");
      settings.put("toolwatch.traces.linger", "100ms");
      String alpha = "toolwatch.tenants.alpha.";
      settings.put(alpha + "probes." + PROBE + ".kind", "tcp");
      settings.put(alpha + "probes." + PROBE + ".url", "tcp://localhost:9");
      settings.put(alpha + "probes." + PROBE + ".service", SERVICE);
      settings.put(alpha + "slo.objectives." + OBJECTIVE + ".target", "99");
      settings.put(alpha + "slo.provider", "planted-provider");
      return settings;
    }

    private static void token(
        Map<String, String> settings, String name, String token, String tenant) {
      String prefix = "toolwatch.auth.tokens." + name + ".";
      settings.put(prefix + "token", token);
      settings.put(prefix + "roles", "ingest,scrape,read,alert,admin");
      if (tenant != null) {
        settings.put(prefix + "tenant", tenant);
      }
    }
  }

  /** What was asked, and what was answered. */
  private record Asked(String path, HttpResponse<String> answer) {
    String everything() {
      return answer.body() + answer.headers().map();
    }
  }

  @BeforeEach
  void plant() throws IOException {
    if (planted) {
      return;
    }
    send(ALPHA, SERVICE, TOOL, 5);
    send(ALPHA, SHARED, TOOL, 4);
    send(BETA, SHARED, "beta-tool", 3);
    send(OPERATOR, SHARED, "operator-tool", 2);
    byGrpc(ALPHA, Requests.request(SERVICE, call(TOOL, 99)));
    relay(ALPHA);
    JsonNode errors =
        until(
            ALPHA, "/api/v1/errors?service=" + SERVICE, answer -> !answer.path("errors").isEmpty());
    fingerprint = errors.path("errors").get(0).path("fingerprint").asText();
    until(ALPHA, "/api/v1/traces", answer -> !answer.path("traces").isEmpty());
    until(ALPHA, "/api/v1/services", answer -> answer.path("services").size() == 2);
    until(BETA, "/api/v1/services", answer -> answer.path("services").size() == 1);
    until(OPERATOR, "/api/v1/services", answer -> answer.path("services").size() == 1);
    HttpResponse<String> made =
        change(
            ALPHA,
            "POST",
            "/api/v1/maintenance-windows",
            "{\"service\":\"%s\",\"reason\":\"planted-reason\",\"from\":\"%s\",\"to\":\"%s\"}"
                .formatted(SERVICE, minute(60), minute(120)));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    window = JSON.readTree(made.body()).path("id").asText();
    assertThat(
            change(ALPHA, "POST", "/api/v1/errors/" + fingerprint + "/ignore", "{}").statusCode())
        .isEqualTo(200);
    HttpResponse<String> alert =
        change(
            ALPHA,
            "POST",
            "/api/v1/alerts",
            """
            {"version":"4","alerts":[{"status":"firing","fingerprint":"00c0ffee",
            "labels":{"alertname":"planted-alert","service_name":"%s"},
            "startsAt":"%s","endsAt":"0001-01-01T00:00:00Z"}]}"""
                .formatted(SERVICE, Instant.ofEpochMilli(nowMillis())));
    assertThat(alert.statusCode()).as(alert.body()).isLessThan(300);
    planted = true;
  }

  private void send(String token, String service, String tool, int calls) {
    Span.Builder[] spans = new Span.Builder[calls];
    for (int i = 0; i < calls; i++) {
      spans[i] = i == 0 ? Requests.failed(call(tool, 10), tool + "_error") : call(tool, 10 + i);
    }
    post(token, "/v1/traces", Requests.protobuf(Requests.request(service, spans)));
  }

  /** Trace ids are the same for every sender. */
  private static Span.Builder call(String tool, long trace) {
    return Requests.toolCall(tool, Duration.ofMillis(20))
        .setTraceId(Requests.id(0, trace))
        .setStartTimeUnixNano((nowMillis() - 20) * 1_000_000)
        .setEndTimeUnixNano(nowMillis() * 1_000_000)
        .addAttributes(attribute("enduser.id", "planted-user"))
        .addAttributes(attribute("mcp.session.id", "planted-session-" + trace));
  }

  private void post(String token, String path, byte[] body) {
    HttpResponse<String> answer =
        client.send(
            client
                .request(Port.OTLP_HTTP, path, "Authorization", "Bearer " + token)
                .header("Content-Type", "application/x-protobuf")
                .POST(BodyPublishers.ofByteArray(body)));
    assertThat(answer.statusCode()).isEqualTo(200);
  }

  private void byGrpc(String token, ExportTraceServiceRequest request) {
    var channel = client.channel();
    try {
      io.grpc.Metadata metadata = new io.grpc.Metadata();
      metadata.put(
          io.grpc.Metadata.Key.of("authorization", io.grpc.Metadata.ASCII_STRING_MARSHALLER),
          "Bearer " + token);
      assertThat(
              TraceServiceGrpc.newBlockingStub(channel)
                  .withInterceptors(
                      io.grpc.stub.MetadataUtils.newAttachHeadersInterceptor(metadata))
                  .withDeadlineAfter(Duration.ofSeconds(20))
                  .export(request))
          .isNotNull();
    } finally {
      channel.shutdownNow();
    }
  }

  private void relay(String token) {
    String request =
        """
        {"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"%s"}}]},
        "scopeMetrics":[{"metrics":[{"name":"%s","gauge":{"dataPoints":[{"timeUnixNano":"%d","asDouble":1,
        "attributes":[{"key":"tenant","value":{"stringValue":"beta"}}]}]}}]}]}]}"""
            .formatted(SERVICE, METRIC, nowMillis() * 1_000_000);
    HttpResponse<String> answer =
        client.send(
            client
                .request(Port.OTLP_HTTP, "/v1/metrics", "Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(request)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static Instant minute(int ahead) {
    return Instant.ofEpochMilli(nowMillis())
        .truncatedTo(ChronoUnit.MINUTES)
        .plus(Duration.ofMinutes(ahead));
  }

  private static long nowMillis() {
    return Clock.systemUTC().millis();
  }

  private HttpResponse<String> get(String token, Port port, String path, String... headers) {
    return client.send(
        client.request(port, path, headers).header("Authorization", "Bearer " + token).GET());
  }

  private HttpResponse<String> change(String token, String method, String path, String body) {
    return client.send(
        client
            .request(Port.API, path, "Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body)));
  }

  private JsonNode until(String token, String path, Function<JsonNode, Boolean> there) {
    JsonNode[] last = new JsonNode[1];
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              HttpResponse<String> answer = get(token, Port.API, path);
              assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
              last[0] = JSON.readTree(answer.body());
              assertThat(there.apply(last[0])).as(answer.body()).isTrue();
            });
    return last[0];
  }

  /** Every path that can be read, alone and with each parameter that names something of the tenant. */
  private List<String> paths() {
    JsonNode document = read(get(OPERATOR, Port.API, "/q/openapi?format=json").body());
    List<String> paths = new ArrayList<>();
    document
        .path("paths")
        .properties()
        .forEach(
            path -> {
              if (path.getValue().has("get")) {
                addAll(paths, path.getKey(), path.getValue(), document);
              }
            });
    paths.addAll(
        List.of(
            "/jaeger/api/services",
            "/jaeger/api/services/" + SERVICE + "/operations",
            "/jaeger/api/operations?service=" + SERVICE,
            "/jaeger/api/traces?service=" + SERVICE,
            "/jaeger/api/traces/" + TRACE,
            "/api/v1/session",
            "/api/v1/no-such-path",
            "/q/openapi"));
    return paths;
  }

  private static void addAll(
      List<String> paths, String template, JsonNode operations, JsonNode document) {
    String path =
        template
            .replace("{tool}", TOOL)
            .replace("{fingerprint}", fingerprint)
            .replace("{trace_id}", TRACE)
            .replace("{slo}", OBJECTIVE)
            .replace("{probe}", PROBE)
            .replace("{id}", window)
            .replace("{service}", SERVICE);
    assertThat(path).doesNotContain("{");
    Map<String, String> required = new LinkedHashMap<>();
    Set<String> names = new TreeSet<>();
    List.of(operations.path("parameters"), operations.path("get").path("parameters"))
        .forEach(
            parameters ->
                parameters.forEach(
                    reference -> {
                      JsonNode parameter = resolved(reference, document);
                      if (parameter.path("in").asText().equals("query")) {
                        String name = parameter.path("name").asText();
                        names.add(name);
                        if (parameter.path("required").asBoolean()) {
                          required.put(name, value(name));
                        }
                      }
                    }));
    paths.add(path + query(required));
    for (String name : List.of("service", "tool", "q", "query", "operation")) {
      if (names.contains(name) && !required.containsKey(name)) {
        Map<String, String> more = new LinkedHashMap<>(required);
        more.put(name, value(name));
        paths.add(path + query(more));
      }
    }
    if (names.contains("limit")) {
      Map<String, String> more = new LinkedHashMap<>(required);
      more.put("limit", "1");
      paths.add(path + query(more));
    }
  }

  private static JsonNode resolved(JsonNode parameter, JsonNode document) {
    String reference = parameter.path("$ref").asText();
    return reference.isEmpty() ? parameter : document.at(reference.substring(1));
  }

  private static String value(String parameter) {
    return switch (parameter) {
      case "service" -> SERVICE;
      case "tool" -> TOOL;
      case "month" -> YearMonth.now(ZoneOffset.UTC).toString();
      default -> PLANTED;
    };
  }

  private static String query(Map<String, String> parameters) {
    StringBuilder query = new StringBuilder();
    parameters.forEach(
        (name, value) ->
            query
                .append(query.isEmpty() ? '?' : '&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, UTF_8)));
    return query.toString();
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<Asked> ask(String token) {
    return paths().stream().map(path -> new Asked(path, get(token, Port.API, path))).toList();
  }

  /** An answer may repeat what it was asked, and nothing else. */
  private static String withoutWhatWasAsked(Asked asked) {
    String rest = asked.everything();
    for (String name : List.of(SERVICE, TOOL, OBJECTIVE, PROBE)) {
      if (asked.path().contains(name)) {
        rest = rest.replace(name, "");
      }
    }
    return asked.path().contains("=" + PLANTED) ? rest.replaceAll("planted(?![-_])", "") : rest;
  }

  @Test
  void everyPath_tellsATenantWhatItHas_andNobodyElse() {
    List<Asked> own = ask(ALPHA);
    assertThat(own).hasSizeGreaterThan(50);
    assertThat(own).allSatisfy(one -> assertThat(one.answer().statusCode()).isLessThan(500));
    assertThat(own.stream().filter(one -> withoutWhatWasAsked(one).contains(PLANTED)))
        .as("paths that have something planted")
        .hasSizeGreaterThan(15);
    for (String other : List.of(BETA, OPERATOR)) {
      assertThat(ask(other))
          .allSatisfy(
              one -> {
                assertThat(one.answer().statusCode()).as(one.path()).isLessThan(500);
                assertThat(withoutWhatWasAsked(one)).as(one.path()).doesNotContain(PLANTED);
              });
    }
  }

  @Test
  void whatHasAName_isNotFoundByOthers() {
    for (String path :
        List.of(
            "/api/v1/errors/" + fingerprint,
            "/api/v1/slos/" + OBJECTIVE,
            "/api/v1/probes/" + PROBE + "/history",
            "/api/v1/tools?service=" + SERVICE)) {
      assertThat(get(ALPHA, Port.API, path).statusCode()).as(path).isEqualTo(200);
      assertThat(get(BETA, Port.API, path).statusCode()).as(path).isEqualTo(404);
      assertThat(get(OPERATOR, Port.API, path).statusCode()).as(path).isEqualTo(404);
    }
  }

  @Test
  void sameTraceId_eachHasItsOwnTrace() {
    String path = "/api/v1/traces/" + TRACE;
    assertThat(get(ALPHA, Port.API, path).body()).contains(TOOL).doesNotContain("beta-tool");
    await().untilAsserted(() -> assertThat(get(BETA, Port.API, path).body()).contains("beta-tool"));
    assertThat(get(BETA, Port.API, path).body()).doesNotContain(PLANTED, "operator-tool");
    assertThat(get(OPERATOR, Port.API, path).body()).doesNotContain(PLANTED, "beta-tool");
  }

  @Test
  void tags_areOfOneTenant() {
    int tagged = 0;
    for (Asked one : ask(ALPHA)) {
      String tag = one.answer().headers().firstValue("etag").orElse("");
      if (!tag.isEmpty()) {
        tagged++;
        assertThat(get(BETA, Port.API, one.path(), "If-None-Match", tag).statusCode())
            .as(one.path())
            .isNotEqualTo(304);
      }
    }
    assertThat(tagged).isGreaterThan(20);
  }

  @Test
  void cursors_areOfOneTenant() {
    int pages = 0;
    for (Asked one : ask(ALPHA)) {
      String link = one.answer().headers().firstValue("link").orElse("");
      if (one.path().startsWith("/api/") && link.contains("rel=\"next\"")) {
        pages++;
        String next = link.substring(link.indexOf("cursor="), link.indexOf('>'));
        String path = one.path() + "&" + next.split("&", 2)[0];
        assertThat(get(ALPHA, Port.API, path).statusCode()).as(path).isEqualTo(200);
        HttpResponse<String> refused = get(BETA, Port.API, path);
        assertThat(refused.statusCode()).as(path).isIn(400, 404);
        assertThat(refused.body()).doesNotContain(PLANTED);
      }
    }
    assertThat(pages).isPositive();
  }

  @Test
  void changes_ofOthers_areNotFound() {
    String path = "/api/v1/maintenance-windows/" + window;
    assertThat(change(BETA, "DELETE", path, "").statusCode()).isEqualTo(404);
    assertThat(change(OPERATOR, "DELETE", path, "").statusCode()).isEqualTo(404);
    for (String action : List.of("resolve", "ignore", "reopen")) {
      String error = "/api/v1/errors/" + fingerprint + "/" + action;
      assertThat(change(BETA, "POST", error, "{}").statusCode()).isEqualTo(404);
      assertThat(change(OPERATOR, "POST", error, "{}").statusCode()).isEqualTo(404);
    }
    assertThat(get(ALPHA, Port.API, "/api/v1/maintenance-windows?all=true").body())
        .contains(window);
  }

  @Test
  void session_ofTheConsole_isOfItsTokensTenant() {
    HttpResponse<String> login =
        client.send(
            client
                .request(Port.API, "/api/v1/session", "Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"token\":\"" + BETA + "\"}")));
    String cookie = login.headers().firstValue("set-cookie").orElseThrow().split(";", 2)[0];
    assertThat(client.get(Port.API, "/api/v1/services", "Cookie", cookie).body())
        .contains(SHARED)
        .doesNotContain(PLANTED);
  }

  @Test
  void scrape_ofATenant_hasItsSeriesOnly() {
    String alpha = get(ALPHA, Port.MANAGEMENT, "/metrics").body();
    String beta = get(BETA, Port.MANAGEMENT, "/metrics").body();
    assertThat(alpha).contains(SERVICE, METRIC, "exported_tenant=\"beta\"");
    assertThat(beta).doesNotContain(PLANTED, "alpha", "jvm_", "process_", "exposition_refused");
    assertThat(beta.lines().filter(line -> line.startsWith("mcp_")))
        .isNotEmpty()
        .allMatch(line -> line.contains("tenant=\"beta\""));
    assertThat(beta).contains("toolwatch_spans_total{disposition=\"operation\",tenant=\"beta\"} 3");
  }

  @Test
  void scrape_ofTheOperator_hasEveryTenantsSeries_withTheLabel() {
    String page = get(OPERATOR, Port.MANAGEMENT, "/metrics").body();
    assertThat(page)
        .contains(
            "jvm_",
            "toolwatch_spans_total{disposition=\"operation\"} 2",
            "toolwatch_spans_total{disposition=\"operation\",tenant=\"alpha\"} 10",
            "toolwatch_spans_total{disposition=\"operation\",tenant=\"beta\"} 3");
    assertThat(page.lines().filter(line -> line.contains(PLANTED) && !line.startsWith("#")))
        .isNotEmpty()
        .allMatch(line -> line.contains(",tenant=\"alpha\""));
  }

  @Test
  void pages_thatNeedNoToken_nameNobody() {
    for (String path : List.of("/q/health", "/q/health/ready", "/q/health/live", "/")) {
      assertThat(client.get(Port.MANAGEMENT, path).body()).doesNotContain(PLANTED, "alpha");
    }
    assertThat(client.get(Port.API, "/").body()).doesNotContain(PLANTED, "alpha");
  }

  @Test
  void theProcess_isTheOperatorsOnly() {
    assertThat(get(BETA, Port.API, "/api/v1/settings").statusCode()).isEqualTo(403);
    JsonNode system = read(get(BETA, Port.API, "/api/v1/system").body());
    assertThat(system.path("memory").isNull()).isTrue();
    assertThat(system.path("checks")).isEmpty();
    assertThat(system.path("intake").get(0).path("accepted").asLong()).isEqualTo(3);
  }
}
