package dev.toolwatch.api;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.History;
import dev.toolwatch.traces.Hotspot;
import dev.toolwatch.traces.HotspotFilter;
import dev.toolwatch.traces.Hotspots;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Hotspots: which spans the time of a tool's calls goes to, of all traces, kept or not. */
@Path("/api/v1/traces/hotspots")
@RequestScoped
class HotspotsResource {
  private final Queries queries;
  private final History history;
  private final Hotspots hotspots;
  private final Answers answers;

  HotspotsResource(Queries queries, History history, Hotspots hotspots, Answers answers) {
    this.queries = queries;
    this.history = history;
    this.hotspots = hotspots;
    this.answers = answers;
  }

  @GET
  @Operation(
      operationId = "hotspots",
      summary = "Where the time of tools' calls goes",
      description =
          "Spans within calls of tools by name, those with the most self time first. A span's self"
              + " time is the time in which none of its children runs. Counts all traces, kept or"
              + " not, by the hour: the period is widened to whole hours, and goes back as far as"
              + " hours are kept.")
  @Parameter(name = "service", in = ParameterIn.QUERY)
  @Parameter(name = "tool", in = ParameterIn.QUERY)
  @Parameter(name = "from", in = ParameterIn.QUERY)
  @Parameter(name = "to", in = ParameterIn.QUERY)
  @Parameter(name = "limit", in = ParameterIn.QUERY)
  @Parameter(name = "cursor", in = ParameterIn.QUERY)
  @Parameter(name = "format", in = ParameterIn.QUERY)
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = HotspotsAnswer.class)))
  public Response hotspots(@Context UriInfo uri, @Context Request request) {
    Query query = queries.of(uri);
    ServiceId service = query.service();
    String tool = query.parameters().text("tool").orElse(null);
    Query.Paging paging = query.paging();
    Period asked = query.period("now-24h");
    Period period = asked.hours();
    double afterMicros = paging.after().map(Position::rank).orElse(Double.POSITIVE_INFINITY);
    long afterId = paging.after().map(after -> id(query, after)).orElse(0L);
    query.check(history);

    List<Hotspot> found =
        hotspots.read(
            new HotspotFilter(
                period.range(),
                Query.name(service),
                tool,
                afterMicros,
                afterId,
                paging.limit() + 1));
    boolean more = found.size() > paging.limit();
    List<Hotspot> shown = more ? found.subList(0, paging.limit()) : found;
    Page<HotspotRow> page =
        new Page<>(
            shown.stream().map(HotspotRow::of).toList(),
            more ? Optional.of(position(shown.get(shown.size() - 1))) : Optional.empty());
    return answers.of(
        uri,
        request,
        new HotspotsAnswer(period.from(), period.to(), page.rows(), query.next(page, asked)),
        query.isSettled(period));
  }

  private static Position position(Hotspot last) {
    return new Position(last.selfMicros(), Long.toString(last.id()), "");
  }

  /** Anybody can make a cursor. */
  private static long id(Query query, Position after) {
    try {
      return Long.parseLong(after.name());
    } catch (NumberFormatException e) {
      query.parameters().refuse("cursor", "is not a cursor of this API");
      return 0;
    }
  }
}
