package dev.toolwatch.api;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Filter;
import dev.toolwatch.store.History;
import dev.toolwatch.store.Range;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** One tool over time. */
@Path("/api/v1/tools")
@RequestScoped
class SeriesResource {
  private final Queries queries;
  private final History history;
  private final Answers answers;

  SeriesResource(Queries queries, History history, Answers answers) {
    this.queries = queries;
    this.history = history;
    this.answers = answers;
  }

  @GET
  @Path("/{tool}/series")
  @Operation(
      operationId = "toolSeries",
      summary = "A tool's calls, outcomes, durations and users over time",
      description =
          "Points without gaps, each of a whole step: the first begins at or before from, the last"
              + " ends at or after to. Without a service, of every tool with that name.")
  @Parameter(name = "service", in = ParameterIn.QUERY)
  @Parameter(name = "from", in = ParameterIn.QUERY)
  @Parameter(name = "to", in = ParameterIn.QUERY)
  @Parameter(name = "step", in = ParameterIn.QUERY)
  @Parameter(name = "format", in = ParameterIn.QUERY)
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = SeriesAnswer.class)))
  public Response series(
      @Parameter(
              description = "The tool's name, with each slash written as %2F",
              example = "create_issue")
          @PathParam("tool")
          String tool,
      @Context UriInfo uri,
      @Context Request request) {
    Query query = queries.of(uri);
    query.checkName("tool", tool);
    return answer(tool, query, uri, request);
  }

  @GET
  @Path("/series")
  @Operation(
      operationId = "toolSeriesByQuery",
      summary = "The same, with the tool's name as a parameter",
      description = "For names that a path cannot hold, such as a single dot.")
  @Parameter(name = "tool", in = ParameterIn.QUERY, required = true)
  @Parameter(name = "service", in = ParameterIn.QUERY)
  @Parameter(name = "from", in = ParameterIn.QUERY)
  @Parameter(name = "to", in = ParameterIn.QUERY)
  @Parameter(name = "step", in = ParameterIn.QUERY)
  @Parameter(name = "format", in = ParameterIn.QUERY)
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = SeriesAnswer.class)))
  public Response seriesByQuery(@Context UriInfo uri, @Context Request request) {
    Query query = queries.of(uri);
    String tool = query.parameters().text("tool").orElse("");
    if (tool.isEmpty()) {
      query.parameters().refuse("tool", "is required");
    }
    return answer(tool, query, uri, request);
  }

  private Response answer(String tool, Query query, UriInfo uri, Request request) {
    ServiceId service = query.service();
    Period period = query.period("now-24h");
    Step step = query.step(period);
    query.check();

    List<Range> slices = step.slices(period, history.calendar());
    List<SeriesRow> points =
        history.inOneTransaction(() -> points(slices, Filter.tool(service, tool)));
    Period shown = new Period(slices.get(0).from(), slices.get(slices.size() - 1).to());
    return answers.of(
        uri,
        request,
        new SeriesAnswer(
            tool,
            Query.name(service),
            shown.from(),
            shown.to(),
            step.toString(),
            points,
            KnownUsers.hint(points.stream().anyMatch(row -> row.users() == null))),
        query.isSettled(shown));
  }

  private List<SeriesRow> points(List<Range> slices, Filter filter) {
    if (history.lifetimes(filter).isEmpty()) {
      throw new NotFoundException("No calls of a tool with that name are known");
    }
    List<SeriesRow> points = new ArrayList<>(slices.size());
    history.forEachSlice(
        slices, filter, (slice, sum) -> points.add(SeriesRow.of(slice.from(), sum)));
    return points;
  }
}
