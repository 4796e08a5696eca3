package dev.toolwatch.otlp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.testing.CapturedLog;
import dev.toolwatch.testing.MetricsText;
import dev.toolwatch.testing.OtlpHttpClient;
import dev.toolwatch.testing.Toolwatch;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Every emitter's fixture goes through a running Toolwatch: the counts come out, no secrets do. */
@QuarkusTest
class SensitiveValuesTest {
  private static final Path FIXTURES = Path.of("src/test/resources/emitters");
  private static final List<String> CHECKED = List.of("python-sdk", "fastmcp-mounted", "quarkus");
  private static final List<String> FORMATS =
      List.of(
          "text/plain",
          "application/openmetrics-text;version=1.0.0",
          "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;"
              + "encoding=delimited");

  private final Toolwatch toolwatch = Toolwatch.underTest();

  @Test
  void receive_everyEmitter_countsItsCallsAndShowsNoneOfItsSecrets() throws IOException {
    StringBuilder sent = new StringBuilder();
    List<String> secrets = new ArrayList<>();
    String logged;
    try (CapturedLog log = CapturedLog.start()) {
      for (String emitter : emitters()) {
        send(emitter, sent);
        expected(emitter).getJsonArray("sensitive").forEach(one -> secrets.add((String) one));
      }
      Awaitility.await()
          .atMost(Duration.ofSeconds(20))
          .until(() -> toolwatch.scrape().sum("toolwatch_spans_pending") == 0);
      logged = log.text() + logOfOtherProcess();
    }

    assertThat(secrets).hasSizeGreaterThan(50).allMatch(secret -> sent.indexOf(secret) >= 0);
    assertThat(logged).doesNotContain(secrets);
    for (String format : FORMATS) {
      String page = new String(page(format), ISO_8859_1);
      assertThat(page).contains("fastmcp-mounted").doesNotContain(secrets);
    }
    MetricsText metrics = toolwatch.scrape();
    for (String emitter : CHECKED) {
      assertThat(counted(metrics, emitter)).as(emitter).isEqualTo(calls(emitter));
    }
  }

  /** What the service has logged, where it is not this process. */
  String logOfOtherProcess() throws IOException {
    return "";
  }

  private static List<String> emitters() throws IOException {
    try (Stream<Path> directories = Files.list(FIXTURES)) {
      return directories.map(directory -> directory.getFileName().toString()).sorted().toList();
    }
  }

  private static JsonObject expected(String emitter) throws IOException {
    return new JsonObject(Files.readString(FIXTURES.resolve(emitter).resolve("expected.json")));
  }

  private void send(String emitter, StringBuilder sent) throws IOException {
    OtlpHttpClient client = new OtlpHttpClient(toolwatch.httpPort(), HttpClient.Version.HTTP_1_1);
    List<Path> requests;
    try (Stream<Path> files = Files.list(FIXTURES.resolve(emitter).resolve("requests"))) {
      requests = files.sorted().toList();
    }
    for (Path request : requests) {
      String body = Files.readString(request);
      sent.append(body);
      boolean metrics = request.getFileName().toString().startsWith("metrics-");
      byte[] bytes = own(emitter, new JsonObject(body)).encode().getBytes(UTF_8);
      String path = metrics ? "/v1/metrics" : "/v1/traces";
      assertThat(client.post(path, bytes, OtlpHttpClient.JSON).statusCode())
          .as(request.toString())
          .isEqualTo(200);
    }
  }

  /** The request with services and traces of the emitter's own: some fixtures have them in common. */
  private static JsonObject own(String emitter, JsonObject request) {
    for (JsonObject resourceSpans : objects(request, "resourceSpans")) {
      rename(emitter, resourceSpans);
      for (JsonObject scopeSpans : objects(resourceSpans, "scopeSpans")) {
        for (JsonObject span : objects(scopeSpans, "spans")) {
          String trace = span.getString("traceId");
          span.put("traceId", String.format("%08x", emitter.hashCode()) + trace.substring(8));
        }
      }
    }
    objects(request, "resourceMetrics").forEach(resource -> rename(emitter, resource));
    return request;
  }

  private static void rename(String emitter, JsonObject ofResource) {
    JsonObject resource = ofResource.getJsonObject("resource", new JsonObject());
    for (JsonObject attribute : objects(resource, "attributes")) {
      if (attribute.getString("key").equals("service.name")) {
        JsonObject value = attribute.getJsonObject("value");
        value.put("stringValue", service(emitter, value.getString("stringValue")));
      }
    }
  }

  private static String service(String emitter, String service) {
    return emitter + ":" + service;
  }

  private static List<JsonObject> objects(JsonObject of, String name) {
    return of.getJsonArray(name, new JsonArray()).stream().map(JsonObject.class::cast).toList();
  }

  private byte[] page(String accept) {
    return io.restassured.RestAssured.given()
        .accept(accept)
        .get(toolwatch.management().resolve("/metrics"))
        .asByteArray();
  }

  /** Operations by side, service, method, tool and outcome, as the metrics have them. */
  private static Map<String, Long> counted(MetricsText metrics, String emitter) {
    Map<String, Long> counted = new TreeMap<>();
    for (String side : List.of("server", "client")) {
      for (MetricsText.Sample sample :
          metrics.select("mcp_" + side + "_operation_duration_seconds_count")) {
        Map<String, String> labels = sample.labels();
        if (labels.get("service_name").startsWith(emitter + ":")) {
          counted.put(
              row(
                  side,
                  labels.get("service_name"),
                  labels.get("mcp_method_name"),
                  labels.get("gen_ai_tool_name"),
                  labels.get("outcome")),
              (long) sample.value());
        }
      }
    }
    return counted;
  }

  /** The same as was called. */
  private static Map<String, Long> calls(String emitter) throws IOException {
    Map<String, Long> calls = new TreeMap<>();
    for (JsonObject row : objects(expected(emitter), "operations")) {
      String method = row.getString("method");
      String outcome = row.getString("outcome");
      String tool = row.getString("tool");
      boolean unknown = tool.equals("no_such_tool") && outcome.equals("client_error");
      calls.merge(
          row(
              row.getString("side"),
              service(emitter, row.getString("service")),
              method.equals("orders/no_such_method") ? "__unknown__" : method,
              unknown ? "__unknown__" : tool,
              outcome),
          row.getLong("count"),
          Long::sum);
    }
    return calls;
  }

  private static String row(
      String side, String service, String method, String tool, String outcome) {
    return String.join(" | ", side, service, method, tool, outcome);
  }
}
