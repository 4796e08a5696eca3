package dev.toolwatch.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
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
          "/api/v1/cardinality",
          "/api/v1/slos",
          "/api/v1/slos/{slo}",
          "/api/v1/reports/sla",
          "/api/v1/maintenance-windows");

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

  @Test
  void requestsOfTheTour_areAnswered() throws IOException {
    Matcher requests =
        Pattern.compile("localhost:8080/(api/v1/[^']*)'")
            .matcher(Files.readString(README) + Files.readString(TOUR));
    int count = 0;
    while (requests.find()) {
      given().urlEncodingEnabled(false).get("/" + requests.group(1)).then().statusCode(200);
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
    assertThat(common.size()).isEqualTo(10);
    String page = Files.readString(PAGE);
    for (Map.Entry<String, JsonNode> path : operations().entrySet()) {
      assertThat(page).contains(path.getKey());
      Set<String> named = new TreeSet<>();
      for (JsonNode parameter : path.getValue().path("parameters")) {
        String reference = parameter.path("$ref").asText();
        if (!reference.isEmpty()) {
          named.add(reference.substring(reference.lastIndexOf('/') + 1));
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
