package dev.toolwatch.api;

import dev.toolwatch.probe.ProbeCounts;
import dev.toolwatch.probe.ProbeHistory;
import dev.toolwatch.probe.ProbeView;
import dev.toolwatch.probe.Probes;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Filter;
import dev.toolwatch.store.History;
import dev.toolwatch.store.Range;
import dev.toolwatch.store.Series;
import dev.toolwatch.store.Tier;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Probes: their states, and what they found over time. */
@Path("/api/v1/probes")
@RequestScoped
class ProbesResource {
  private static final Duration DAY = Duration.ofDays(1);
  private static final int MOST_CHANGES = 100;

  private final Queries queries;
  private final Probes probes;
  private final ProbeHistory found;
  private final History history;
  private final Answers answers;

  ProbesResource(
      Queries queries, Probes probes, ProbeHistory found, History history, Answers answers) {
    this.queries = queries;
    this.probes = probes;
    this.found = found;
    this.history = history;
    this.answers = answers;
  }

  @GET
  @Operation(
      operationId = "probes",
      summary = "Synthetic checks with their states",
      description =
          "Sorted by name. With service, only those that tell its state. A probe fails only after"
              + " several checks in a row have failed, as its setting says.")
  @Parameter(name = "service", in = ParameterIn.QUERY)
  @Parameter(name = "limit", in = ParameterIn.QUERY)
  @Parameter(name = "cursor", in = ParameterIn.QUERY)
  @Parameter(name = "format", in = ParameterIn.QUERY)
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ProbesAnswer.class)))
  public Response probes(@Context UriInfo uri, @Context Request request) {
    Query query = queries.of(uri);
    ServiceId service = query.service();
    Query.Paging paging = query.paging();
    query.check();

    List<ProbeView> wanted =
        probes.list().stream()
            .filter(probe -> service == null || service.name().equals(probe.service()))
            .toList();
    Instant hour = query.now().truncatedTo(ChronoUnit.HOURS);
    Map<String, ProbeCounts> day =
        wanted.isEmpty()
            ? Map.of()
            : found.sums(new Range(hour.plus(Duration.ofHours(1)).minus(DAY), query.now()));
    List<ProbeRow> rows =
        wanted.stream()
            .map(probe -> ProbeRow.of(probe, day.getOrDefault(probe.name(), ProbeCounts.NONE)))
            .toList();
    Page<ProbeRow> page =
        Page.of(rows, row -> new Position(0, row.probe(), ""), paging.after(), paging.limit());
    return answers.of(
        uri, request, new ProbesAnswer(query.second(), page.rows(), query.next(page)), false);
  }

  @GET
  @Path("{probe}/history")
  @Operation(
      operationId = "probeHistory",
      summary = "What a probe found over time; for an MCP server its tools and their changes",
      description =
          "Points without gaps, each of a whole step: the first begins at or before from, the last"
              + " ends at or after to. Points of minutes are kept as long as those of tools. At most"
              + " the 100 latest changes of the period.")
  @Parameter(name = "probe", in = ParameterIn.PATH, description = "The probe's name")
  @Parameter(name = "from", in = ParameterIn.QUERY)
  @Parameter(name = "to", in = ParameterIn.QUERY)
  @Parameter(name = "step", in = ParameterIn.QUERY)
  @Parameter(name = "format", in = ParameterIn.QUERY)
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ProbeHistoryAnswer.class)))
  public Response history(
      @PathParam("probe") String name, @Context UriInfo uri, @Context Request request) {
    Query query = queries.of(uri);
    Period period = query.period("now-24h");
    Step step = query.step(period);
    query.check();
    ProbeView probe =
        probes
            .find(name)
            .orElseThrow(() -> new NotFoundException("There is no probe with that name"));

    List<Range> slices = step.slices(period, history.calendar());
    Range range = new Range(slices.get(0).from(), slices.get(slices.size() - 1).to());
    ProbeHistoryAnswer answer = history.inOneTransaction(() -> answer(probe, step, slices, range));
    return answers.of(uri, request, answer, query.isSettled(new Period(range.from(), range.to())));
  }

  private ProbeHistoryAnswer answer(ProbeView probe, Step step, List<Range> slices, Range range) {
    SortedMap<Instant, ProbeCounts> counts =
        found.counts(probe.name(), range, step.isMadeOf(Tier.HOUR));
    List<ProbePointRow> points = new ArrayList<>(slices.size());
    for (Range slice : slices) {
      ProbeCounts sum =
          counts.subMap(slice.from(), slice.to()).values().stream()
              .reduce(ProbeCounts.NONE, ProbeCounts::plus);
      points.add(ProbePointRow.of(slice.from(), sum));
    }
    return new ProbeHistoryAnswer(
        probe.name(),
        range.from(),
        range.to(),
        step.toString(),
        points,
        probe.status().mcp() == null
            ? null
            : ProbeServerRow.of(probe.status().mcp(), used(probe.service())),
        found.changes(probe.name(), range, MOST_CHANGES).stream().map(ProbeChangeRow::of).toList());
  }

  private Set<String> used(String service) {
    return service == null
        ? null
        : history.lifetimes(Filter.tools(ServiceId.of(service))).keySet().stream()
            .map(Series::tool)
            .collect(Collectors.toSet());
  }
}
