package dev.toolwatch.api;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.Filter;
import dev.toolwatch.store.History;
import dev.toolwatch.store.Range;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Series;
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
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** One tool over time. */
@Path("/api/v1/tools/{tool}/series")
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
  @Operation(
      operationId = "toolSeries",
      summary = "A tool's calls, outcomes, durations and users over time",
      description =
          "Points without a gap, each whole: the first begins at or before from, the last ends at or"
              + " after to. Without a service, of all tools of that name.")
  @Parameter(name = "service", in = ParameterIn.QUERY)
  @Parameter(name = "from", in = ParameterIn.QUERY)
  @Parameter(name = "to", in = ParameterIn.QUERY)
  @Parameter(name = "step", in = ParameterIn.QUERY)
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = SeriesAnswer.class)))
  public Response series(
      @Parameter(
              description = "The tool's name, with a slash in it written %2F",
              example = "create_issue")
          @PathParam("tool")
          String tool,
      @Context UriInfo uri,
      @Context Request request) {
    Query query = queries.of(uri);
    ServiceId service = query.service();
    Period period = query.period("now-24h");
    Step step = query.step(period);
    query.check();

    Filter filter = Filter.tool(service, tool);
    if (history.lifetimes(filter).isEmpty()) {
      throw new NotFoundException("No calls of such a tool are known");
    }
    Calendar calendar = history.calendar();
    List<Range> slices = step.slices(period, calendar);
    List<Map<Series, Rollup>> operations = history.operations(slices, filter);
    List<SeriesRow> points = new ArrayList<>(slices.size());
    for (int i = 0; i < slices.size(); i++) {
      Rollup sum = operations.get(i).values().stream().reduce(Rollup.EMPTY, Rollup::plusWide);
      points.add(SeriesRow.of(slices.get(i).from(), sum));
    }
    Period shown = new Period(slices.get(0).from(), slices.get(slices.size() - 1).to());
    return answers.of(
        request,
        new SeriesAnswer(
            tool, Query.name(service), shown.from(), shown.to(), step.toString(), points),
        query.isSettled(shown));
  }
}
