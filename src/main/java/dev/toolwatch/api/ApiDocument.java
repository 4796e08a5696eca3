package dev.toolwatch.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.eclipse.microprofile.openapi.models.security.SecurityScheme;

/**
 * Adds to the OpenAPI document what all operations have in common: parameters, error responses,
 * CSV, the token, and an example of each answer. Runs when the application is built.
 */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public final class ApiDocument implements OASFilter {
  private static final String PREFIX = "/api/v1/";
  private static final String JSON = "application/json";
  private static final String TOKEN = "token";

  /** Files by operation id. The documentation has the same examples. */
  private static final String EXAMPLES = "/dev/toolwatch/api/examples/";

  /** The operations whose answers have no rows, and so no CSV. */
  private static final Set<String> OF_ONE = Set.of("trace", "error", "system");

  /** Their answers depend on the current time or are too long. */
  private static final Set<String> WITHOUT_EXAMPLE =
      Set.of(
          "audit",
          "cardinality",
          "coverage",
          "error",
          "errors",
          "hotspots",
          "slos",
          "slo",
          "slaReport",
          "maintenanceWindows",
          "probes",
          "probeHistory",
          "search",
          "settings",
          "system",
          "toolSeriesByQuery",
          "traces",
          "trace");

  /** The operation that also answers with an HTML page. */
  private static final String WITH_PAGE = "slaReport";

  /** Error responses of every operation. */
  private static final Map<String, String> REFUSALS =
      new TreeMap<>(
          Map.of(
              "400", "A parameter is invalid: invalid-params names each one and says why",
              "401", "A token is required",
              "403", "The token does not have the required role",
              "406", "The Accept header allows none of the available formats",
              "414", "The request line has more than 4096 bytes",
              "503", "The store cannot be read; retry after Retry-After seconds"));

  /** Error responses of every operation that takes a body. */
  private static final Map<String, String> REFUSED_BODIES =
      new TreeMap<>(
          Map.of(
              "413", "The body is longer than 1 MB",
              "415", "The Content-Type is not application/json"));

  private static final String UNKNOWN = "Nothing with that name is known";

  /** The operation that answers 404 although its path has no name. */
  private static final String OF_ONE_SERVICE = WITH_PAGE;

  /** The operation whose request may conflict with something. */
  private static final String CONFLICTING = "enterMaintenanceWindow";

  private final ObjectMapper json = new ObjectMapper();

  @Override
  public void filterOpenAPI(OpenAPI document) {
    document.setInfo(
        OASFactory.createInfo()
            .title("Toolwatch")
            .version("v1")
            .description(
                "Which tools of which MCP servers are used, by how many users, how well they work,"
                    + " and whether use is growing. Every listing is JSON, or CSV with Accept:"
                    + " text/csv."));
    CommonParameters.all().forEach(document.getComponents()::addParameter);
    document
        .getComponents()
        .getSchemas()
        .get(Trend.class.getSimpleName())
        .setEnumeration(
            Arrays.stream(Trend.values()).map(trend -> (Object) trend.label()).toList());
    document
        .getComponents()
        .addSecurityScheme(
            TOKEN,
            OASFactory.createSecurityScheme()
                .type(SecurityScheme.Type.HTTP)
                .scheme("bearer")
                .description("A token with the role read, if tokens are configured"));
    document.addSecurityRequirement(OASFactory.createSecurityRequirement().addScheme(TOKEN));
    document
        .getPaths()
        .getPathItems()
        .forEach(
            (path, item) -> {
              if (path.startsWith(PREFIX)) {
                complete(path, item);
              }
            });
  }

  private void complete(String path, PathItem item) {
    changes(path, item.getPOST());
    changes(path, item.getDELETE());
    Operation operation = item.getGET();
    if (operation == null) {
      return;
    }
    operation.setParameters(
        operation.getParameters().stream().map(ApiDocument::byReference).toList());
    operation.setTags(tags(path));
    APIResponses responses = operation.getResponses();
    APIResponse answer = responses.getAPIResponse("200");
    answer.setDescription("The requested data");
    answer
        .addHeader(
            "ETag",
            header("Identifies this version of the answer in this format, for If-None-Match"))
        .addHeader(
            "Cache-Control", header("Private; immutable if the answer can no longer change"));
    Content content = answer.getContent();
    String id = operation.getOperationId();
    MediaType asJson = content.getMediaType(JSON);
    if (asJson != null && !OF_ONE.contains(id)) {
      MediaType asCsv =
          OASFactory.createMediaType()
              .schema(OASFactory.createSchema().addType(Schema.SchemaType.STRING));
      content.addMediaType(Answers.CSV_TYPE, asCsv);
      if (id.equals(WITH_PAGE)) {
        content.addMediaType(
            "text/html",
            OASFactory.createMediaType()
                .schema(OASFactory.createSchema().addType(Schema.SchemaType.STRING)));
      }
      if (!WITHOUT_EXAMPLE.contains(id)) {
        asJson.setExample(example(id));
        asCsv.setExample(text(id + ".csv"));
      }
    }
    responses.addAPIResponse(
        "304", OASFactory.createAPIResponse().description("The client already has this answer"));
    refusals(path, operation);
  }

  /** Completes an operation that changes something. */
  private static void changes(String path, Operation operation) {
    if (operation != null) {
      operation.setTags(tags(path));
      refusals(path, operation);
    }
  }

  private static void refusals(String path, Operation operation) {
    Map<String, String> refusals = new TreeMap<>(REFUSALS);
    String id = operation.getOperationId();
    if (path.contains("{") || id.equals(OF_ONE_SERVICE)) {
      refusals.put("404", UNKNOWN);
    }
    if (id.equals(CONFLICTING)) {
      refusals.put("409", "It conflicts with something that exists");
    }
    if (operation.getRequestBody() != null) {
      refusals.putAll(REFUSED_BODIES);
    }
    refusals.forEach(
        (status, description) ->
            operation.getResponses().addAPIResponse(status, refusal(description)));
  }

  private static List<String> tags(String path) {
    return List.of(path.substring(PREFIX.length()).split("/", 2)[0]);
  }

  /**
   * Each query parameter is described once, in the components, except where it is required: a
   * reference cannot say so.
   */
  private static Parameter byReference(Parameter parameter) {
    if (parameter.getIn() != Parameter.In.QUERY) {
      return parameter;
    }
    return Boolean.TRUE.equals(parameter.getRequired())
        ? CommonParameters.all().get(parameter.getName()).required(true)
        : OASFactory.createParameter().ref(parameter.getName());
  }

  private static Header header(String description) {
    return OASFactory.createHeader()
        .description(description)
        .schema(OASFactory.createSchema().addType(Schema.SchemaType.STRING));
  }

  private static APIResponse refusal(String description) {
    return OASFactory.createAPIResponse()
        .description(description)
        .content(
            OASFactory.createContent()
                .addMediaType(
                    Problem.MEDIA_TYPE,
                    OASFactory.createMediaType().schema(OASFactory.createSchema().ref("Problem"))));
  }

  private Object example(String id) {
    try {
      JsonNode example = json.readTree(text(id + ".json"));
      return json.convertValue(example, Object.class);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(String name) {
    try (InputStream file = ApiDocument.class.getResourceAsStream(EXAMPLES + name)) {
      if (file == null) {
        throw new IllegalStateException("There is no example " + EXAMPLES + name);
      }
      return new String(file.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
