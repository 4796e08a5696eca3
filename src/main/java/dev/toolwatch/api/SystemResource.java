package dev.toolwatch.api;

import dev.toolwatch.api.SystemAnswer.CheckRow;
import dev.toolwatch.expose.MetricSource;
import dev.toolwatch.store.QueryRefusedException;
import dev.toolwatch.store.StoreException;
import dev.toolwatch.store.StoreOverview;
import dev.toolwatch.tenant.CurrentTenant;
import dev.toolwatch.tenant.TenantScoped;
import io.quarkus.runtime.ImageMode;
import io.smallrye.health.SmallRyeHealthReporter;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** How Toolwatch itself works. */
@Path("/api/v1/system")
@RequestScoped
class SystemResource {
  private static final String UP = "UP";

  private final Queries queries;
  private final Answers answers;
  private final Instance<MetricSource> sources;
  private final SmallRyeHealthReporter health;
  private final StoreOverview store;
  private final TraceLink traceLink;
  private final String version;
  private final Instant started;

  SystemResource(
      Queries queries,
      Answers answers,
      @Any Instance<MetricSource> sources,
      SmallRyeHealthReporter health,
      StoreOverview store,
      TraceLink traceLink,
      @ConfigProperty(name = "quarkus.application.version") String version,
      StartTime started) {
    this.queries = queries;
    this.answers = answers;
    this.sources = sources;
    this.health = health;
    this.store = store;
    this.traceLink = traceLink;
    this.version = version;
    this.started = started.instant();
  }

  @GET
  @Operation(
      operationId = "system",
      summary = "How Toolwatch itself works: health, memory, intake, store, forwarding",
      description =
          "Of the process that answers. Counts are those of /metrics, which go on after a restart. A"
              + " tenant is told of its own data only.")
  @Parameter(name = "format", in = ParameterIn.QUERY)
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = SystemAnswer.class)))
  public Response system(@Context UriInfo uri, @Context Request request) {
    Query query = queries.of(uri);
    query.check();

    boolean operator = CurrentTenant.isDefault();
    OwnFigures figures = OwnFigures.of(operator ? sources : ofTenant());
    JsonObject readiness = health.getReadiness().getPayload();
    Duration uptime = Duration.between(started, query.now());
    SystemAnswer answer =
        new SystemAnswer(
            version,
            ImageMode.current() == ImageMode.NATIVE_RUN,
            started.truncatedTo(ChronoUnit.SECONDS),
            Math.max(0, uptime.toSeconds()),
            operator ? store.replica().orElse(null) : null,
            isUp(readiness),
            operator ? checks(readiness) : List.of(),
            operator ? memory() : null,
            SystemAnswer.intake(figures),
            new SystemAnswer.StoreRow(
                store.kind(),
                operator || store.isAlone() ? bytes() : null,
                figures.sum("toolwatch_store_unflushed_seconds")),
            SystemAnswer.forward(figures),
            SystemAnswer.reports(figures),
            new SystemAnswer.LinksRow(operator ? traceLink.address() : null));
    return answers.one(uri, request, answer);
  }

  /** A tenant is told nothing of the process, of which others could draw conclusions. */
  private List<MetricSource> ofTenant() {
    return sources
        .handlesStream()
        .filter(source -> source.getBean().getScope().equals(TenantScoped.class))
        .map(Instance.Handle::get)
        .toList();
  }

  private List<CheckRow> checks(JsonObject readiness) {
    return Stream.of(readiness, health.getLiveness().getPayload(), health.getStartup().getPayload())
        .flatMap(SystemResource::rows)
        .toList();
  }

  private static SystemAnswer.MemoryRow memory() {
    Runtime runtime = Runtime.getRuntime();
    return new SystemAnswer.MemoryRow(
        runtime.totalMemory() - runtime.freeMemory(), runtime.maxMemory());
  }

  /** Null if the store cannot be read, or is too busy: the rest of the answer does not need it. */
  private Long bytes() {
    try {
      return store.bytes();
    } catch (StoreException | QueryRefusedException e) {
      return null;
    }
  }

  private static Stream<CheckRow> rows(JsonObject health) {
    return health.getJsonArray("checks").getValuesAs(JsonObject.class).stream()
        .map(check -> new CheckRow(check.getString("name"), isUp(check), detail(check)));
  }

  private static boolean isUp(JsonObject check) {
    return check.getString("status").equals(UP);
  }

  private static String detail(JsonObject check) {
    JsonObject data = check.getJsonObject("data");
    return data == null || data.isEmpty()
        ? null
        : data.entrySet().stream()
            .map(entry -> entry.getKey() + ": " + text(entry.getValue()))
            .collect(Collectors.joining(", "));
  }

  private static String text(JsonValue value) {
    return value instanceof JsonString string ? string.getString() : value.toString();
  }
}
