package dev.toolwatch.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * The answers in docs/api.md and in the OpenAPI document are what Toolwatch answers. Run with the
 * environment variable {@code WRITE_EXAMPLES=true} to write them anew after a change.
 */
@QuarkusTest
@WithTestResource(BackfilledStore.class)
class DocumentationTest {
  private static final Path README = Path.of("README.md");
  private static final Path TOUR = Path.of("docs/reference/endpoints.md");
  private static final Path PAGE = Path.of("docs/api.md");
  private static final Path EXAMPLES = Path.of("src/main/resources/dev/toolwatch/api/examples");

  /** Their answers are never the same, or long. */
  private static final Set<String> WITHOUT_EXAMPLE =
      Set.of(
          "/api/v1/audit",
          "/api/v1/cardinality",
          "/api/v1/coverage",
          "/api/v1/errors",
          "/api/v1/errors/{fingerprint}",
          "/api/v1/probes",
          "/api/v1/probes/{probe}/history",
          "/api/v1/search",
          "/api/v1/settings",
          "/api/v1/system",
          "/api/v1/traces/hotspots",
          "/api/v1/slos",
          "/api/v1/slos/{slo}",
          "/api/v1/tools/series",
          "/api/v1/reports/sla",
          "/api/v1/maintenance-windows",
          "/api/v1/traces",
          "/api/v1/traces/{trace_id}");

  private static final boolean WRITES = "true".equals(System.getenv("WRITE_EXAMPLES"));
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A request, and the answer below it. */
  private static final Pattern PAIR =
      Pattern.compile(
          "(?s)```sh\\ncurl -s ([^`]*?)'?localhost:8080/([^'\\s]*)'?\\n```\\n\\n```(json|csv)\\n(.*?)```");

  private record Example(String path, String form, String answer) {}

  @Test
  void answersOnThePage_areReal() throws IOException {
    String page = Files.readString(PAGE);
    Matcher pairs = PAIR.matcher(page);
    StringBuilder written = new StringBuilder();
    int count = 0;
    while (pairs.find()) {
      String answer = answer(pairs.group(2), pairs.group(3));
      if (WRITES) {
        String pair = page.substring(pairs.start(), pairs.start(4)) + answer + "```";
        pairs.appendReplacement(written, Matcher.quoteReplacement(pair));
      } else {
        assertThat(pairs.group(4)).as(pairs.group(2)).isEqualTo(answer);
      }
      count++;
    }
    assertThat(count).isGreaterThan(8);
    if (WRITES) {
      Files.writeString(PAGE, pairs.appendTail(written).toString());
    }
  }

  /** Those of the demo are asked of a service that the fixture has. */
  @Test
  void requestsOfTheTour_areAnswered() throws IOException {
    Matcher requests =
        Pattern.compile("localhost:8080/(api/v1/[^']*)'")
            .matcher(Files.readString(README) + Files.readString(TOUR));
    int count = 0;
    while (requests.find()) {
      String request =
          requests.group(1).replaceAll("service=demo/[a-z-]+", "service=acme/issues-mcp");
      given().urlEncodingEnabled(false).get("/" + request).then().statusCode(200);
      count++;
    }
    assertThat(count).isGreaterThan(12);
  }

  private static String answer(String path, String form) throws IOException {
    String body =
        given()
            .urlEncodingEnabled(false)
            .header("Accept", form.equals("csv") ? "text/csv" : "*/*")
            .get("/" + path)
            .then()
            .extract()
            .asString();
    return form.equals("csv")
        ? body.replace("\r\n", "\n")
        : JSON.writerWithDefaultPrettyPrinter().writeValueAsString(JSON.readTree(body)) + "\n";
  }

  private static List<Example> onThePage() throws IOException {
    List<Example> examples = new ArrayList<>();
    Matcher pairs = PAIR.matcher(Files.readString(PAGE));
    while (pairs.find()) {
      examples.add(new Example(pairs.group(2), pairs.group(3), pairs.group(4)));
    }
    return examples;
  }

  private static JsonNode document() throws IOException {
    return JSON.readTree(
        given().header("Accept", "application/json").get("/q/openapi").then().extract().asString());
  }

  /** Paths of the API in the OpenAPI document, with their operations. */
  private static Map<String, JsonNode> operations() throws IOException {
    Map<String, JsonNode> operations = new TreeMap<>();
    document()
        .path("paths")
        .properties()
        .forEach(
            path -> {
              if (path.getKey().startsWith("/api/v1/") && path.getValue().has("get")) {
                operations.put(path.getKey(), path.getValue().path("get"));
              }
            });
    return operations;
  }

  @Test
  void examplesInOpenApi_areThoseOfThePage() throws IOException {
    for (Map.Entry<String, JsonNode> path : operations().entrySet()) {
      if (WITHOUT_EXAMPLE.contains(path.getKey())) {
        continue;
      }
      String id = path.getValue().path("operationId").asText();
      Pattern concrete =
          Pattern.compile(path.getKey().substring(1).replaceAll("\\{\\w+}", "[^/]+") + "(\\?.*)?");
      Example shown =
          onThePage().stream()
              .filter(example -> example.form().equals("json"))
              .filter(example -> !example.path().contains("yesterday")) // the page's error
              .filter(example -> concrete.matcher(example.path()).matches())
              .findFirst()
              .orElseThrow(() -> new AssertionError("not on the page: " + path.getKey()));
      for (String form : List.of("json", "csv")) {
        String real = answer(shown.path(), form);
        Path file = EXAMPLES.resolve(id + "." + form);
        if (WRITES) {
          Files.writeString(file, real);
        } else {
          assertThat(Files.readString(file)).as(file.toString()).isEqualTo(real);
        }
      }
      JsonNode contents = path.getValue().path("responses").path("200").path("content");
      assertThat(WRITES || contents.path("application/json").has("example")).isTrue();
      assertThat(WRITES || contents.path("text/csv").has("example")).isTrue();
    }
  }

  @Test
  void everyParameterInOpenApi_isOnThePage_andTaken() throws IOException {
    JsonNode common = document().path("components").path("parameters");
    assertThat(common.size()).isEqualTo(21);
    String page = Files.readString(PAGE);
    for (Map.Entry<String, JsonNode> path : operations().entrySet()) {
      assertThat(page).contains(path.getKey());
      Set<String> named = new TreeSet<>();
      for (JsonNode parameter : path.getValue().path("parameters")) {
        String reference = parameter.path("$ref").asText();
        if (!reference.isEmpty()) {
          named.add(reference.substring(reference.lastIndexOf('/') + 1));
        } else if (parameter.path("in").asText().equals("query")) {
          named.add(parameter.path("name").asText());
        }
      }
      assertThat(page).contains(named);
      String detail =
          given()
              .get(path.getKey().replaceAll("\\{\\w+}", "x") + "?none=1")
              .then()
              .statusCode(400)
              .extract()
              .path("detail");
      String known =
          detail.substring(
              detail.lastIndexOf("the parameters are ") + "the parameters are ".length());
      assertThat(new HashSet<>(List.of(known.split(", ", -1)))).as(path.getKey()).isEqualTo(named);
    }
  }

  /** What is answered without a parameter that the document says is required. */
  @Test
  void requiredParameters_areRequired() throws IOException {
    Set<String> required = new TreeSet<>();
    for (Map.Entry<String, JsonNode> path : operations().entrySet()) {
      for (JsonNode parameter : path.getValue().path("parameters")) {
        boolean needed = parameter.path("required").asBoolean();
        if (parameter.path("in").asText().equals("path")) {
          assertThat(needed).as(path.getKey()).isTrue();
        } else if (needed) {
          required.add(path.getKey() + "?" + parameter.path("name").asText());
        }
      }
      if (!path.getKey().contains("{")) {
        boolean refused = given().get(path.getKey()).statusCode() == 400;
        assertThat(refused)
            .as(path.getKey())
            .isEqualTo(required.stream().anyMatch(one -> one.startsWith(path.getKey() + "?")));
      }
    }
    assertThat(required)
        .containsExactly(
            "/api/v1/reports/sla?service", "/api/v1/search?q", "/api/v1/tools/series?tool");
  }

  @Test
  void valuesInOpenApi_areThoseOfAnswers() throws IOException {
    JsonNode schemas = document().path("components").path("schemas");
    List<String> trends = new ArrayList<>();
    for (Trend trend : Trend.values()) {
      trends.add(JSON.convertValue(trend, String.class));
    }
    assertThat(words(schemas.path("Trend"))).isEqualTo(trends);
    for (JsonNode values : schemas.findValues("enum")) {
      values.forEach(value -> assertThat(value.asText()).matches("[a-z_]+"));
    }
    JsonNode documented = schemas.path("SloRow").path("properties");
    for (JsonNode slo : JSON.readTree(given().get("/api/v1/slos").asString()).path("slos")) {
      assertThat(words(documented.path("indicator"))).contains(slo.path("indicator").asText());
      assertThat(words(documented.path("alert"))).contains(slo.path("alert").asText());
    }
  }

  private static List<String> words(JsonNode schema) {
    List<String> words = new ArrayList<>();
    schema.path("enum").forEach(word -> words.add(word.asText()));
    return words;
  }

  /** Each status that anybody can provoke here, of each operation. */
  @Test
  void statusesInOpenApi_areAnswered() throws IOException {
    for (Map.Entry<String, JsonNode> path : document().path("paths").properties()) {
      if (!path.getKey().startsWith("/api/v1/")) {
        continue;
      }
      for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
        JsonNode responses = operation.getValue().path("responses");
        for (int status : new int[] {400, 404, 413, 414, 415}) {
          String answered = Integer.toString(provoked(status, operation.getKey(), path.getKey()));
          String what =
              "%s %s: %d, answered %s"
                  .formatted(operation.getKey(), path.getKey(), status, answered);
          assertThat(responses.has(answered) || answered.equals("0")).as(what).isTrue();
          assertThat(answered.equals(Integer.toString(status)))
              .as(what)
              .isEqualTo(responses.has(Integer.toString(status)));
        }
      }
    }
  }

  /** What is answered to a request that should get this status; 0 if there is no such request. */
  private static int provoked(int status, String method, String path) {
    boolean takesBody = method.equals("post");
    boolean ofOne = path.contains("{") || path.endsWith("/sla");
    String one =
        path.replace("{trace_id}", "0".repeat(32))
            .replace("{fingerprint}", "1-" + "0".repeat(32))
            .replace("{user}", status == 404 ? "none" : "00000000000000ab")
            .replaceAll("\\{\\w+}", "none");
    RequestSpecification request = given();
    if (takesBody && status != 415) {
      String body = status == 413 ? "{\"a\":\"" + "x".repeat(2 << 20) + "\"}" : "{}";
      request = request.contentType("application/json").body(body);
    } else if (takesBody) {
      request = request.contentType("text/plain").body("{}");
    }
    boolean none = status == 404 && !ofOne || (status == 413 || status == 415) && !takesBody;
    String query =
        switch (status) {
          case 400 -> "?none=1";
          case 404 -> path.endsWith("/sla") ? "?service=none" : "";
          case 414 -> "?none=" + "x".repeat(5000);
          default -> "";
        };
    return none ? 0 : request.request(method, one + query).statusCode();
  }

  @Test
  void document_isForAnyClient() throws IOException {
    JsonNode document = document();
    assertThat(document.path("openapi").asText()).startsWith("3.");
    operations()
        .forEach(
            (path, operation) -> {
              assertThat(operation.path("summary").asText()).as(path).isNotEmpty();
              JsonNode responses = operation.path("responses");
              assertThat(responses.has("400") && responses.has("503")).as(path).isTrue();
              assertThat(responses.path("400").path("content").has("application/problem+json"))
                  .as(path)
                  .isTrue();
            });
    JsonNode row = document.path("components").path("schemas").path("ToolRow").path("properties");
    assertThat(row.has("server_errors")).isTrue();
    assertThat(row.has("adoption")).isTrue();
  }
}
