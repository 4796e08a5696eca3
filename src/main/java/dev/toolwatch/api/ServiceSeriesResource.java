package dev.toolwatch.api;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Filter;
import dev.toolwatch.store.History;
import dev.toolwatch.store.Range;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
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

/** One service, or all of them together, over time. */
@Path("/api/v1/services/series")
@RequestScoped
class ServiceSeriesResource {
  private final Queries queries;
  private final History history;
  private final Answers answers;

  ServiceSeriesResource(Queries queries, History history, Answers answers) {
    this.queries = queries;
    this.history = history;
    this.answers = answers;
  }

  @GET
  @Operation(
      operationId = "serviceSeries",
      summary = "A service's operations, calls, outcomes, durations and users over time",
      description =
          "Points without gaps, each of a whole step: the first begins at or before from, the last"
              + " ends at or after to. Without a service, of all services together; without a step,"
              + " one that suits a chart and the number of tools.")
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
              schema = @Schema(implementation = ServiceSeriesAnswer.class)))
  public Response series(@Context UriInfo uri, @Context Request request) {
    Query query = queries.of(uri);
    ServiceId service = query.service();
    Period period = query.period("now-24h");
    boolean chosen = query.parameters().text("step").isPresent();
    Step asked = query.step(period);
    query.check(history);

    Step step = chosen ? asked : readable(asked, service, period);
    List<Range> slices = step.slices(period, history.calendar());
    List<ServiceSeriesRow> points = history.inOneTransaction(() -> points(slices, service));
    Period shown = new Period(slices.get(0).from(), slices.get(slices.size() - 1).to());
    return answers.of(
        uri,
        request,
        new ServiceSeriesAnswer(
            Query.name(service),
            shown.from(),
            shown.to(),
            step.toString(),
            points,
            KnownUsers.hint(points.stream().anyMatch(row -> row.users() == null))),
        query.isSettled(shown));
  }

  /** So long that the limit on points multiplied by series lets the query in. */
  private Step readable(Step fitting, ServiceId service, Period period) {
    int series = history.lifetimes(Filter.tools(service)).size();
    Step step = fitting;
    while (step.points(period) * series > history.maxCells() && step.longer().isPresent()) {
      step = step.longer().get();
    }
    return step;
  }

  private List<ServiceSeriesRow> points(List<Range> slices, ServiceId service) {
    List<Whole> whole = new ArrayList<>(slices.size());
    history.forEachSlice(
        slices,
        Filter.service(service),
        (slice, sum) -> whole.add(new Whole(sum.total(), sum.users().count())));
    List<ServiceSeriesRow> points = new ArrayList<>(slices.size());
    history.forEachSlice(
        slices,
        Filter.tools(service).withoutUsers(),
        (slice, calls) -> {
          Whole all = whole.get(points.size());
          points.add(ServiceSeriesRow.of(slice.from(), all.operations(), all.users(), calls));
        });
    return points;
  }

  /** All operations of a point, and the number of users that are known. */
  private record Whole(long operations, long users) {}
}
