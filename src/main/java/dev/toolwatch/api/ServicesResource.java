package dev.toolwatch.api;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Filter;
import dev.toolwatch.store.History;
import dev.toolwatch.store.Lifetime;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Series;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Services, with the figures of each. */
@Path("/api/v1/services")
@RequestScoped
class ServicesResource {
  private final Queries queries;
  private final History history;
  private final Answers answers;

  ServicesResource(Queries queries, History history, Answers answers) {
    this.queries = queries;
    this.history = history;
    this.answers = answers;
  }

  @GET
  @Operation(
      operationId = "services",
      summary = "Services with their calls, errors, durations and users",
      description =
          "Lists services with an operation in the period or a call in the previous period.")
  @Parameter(name = "from", in = ParameterIn.QUERY)
  @Parameter(name = "to", in = ParameterIn.QUERY)
  @Parameter(name = "order", in = ParameterIn.QUERY)
  @Parameter(name = "points", in = ParameterIn.QUERY)
  @Parameter(name = "limit", in = ParameterIn.QUERY)
  @Parameter(name = "cursor", in = ParameterIn.QUERY)
  @Parameter(name = "format", in = ParameterIn.QUERY)
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ServicesAnswer.class)))
  public Response services(@Context UriInfo uri, @Context Request request) {
    Query query = queries.of(uri);
    Query.Paging paging = query.paging();
    Order order = Order.of(query.parameters().oneOf("order", Order.labels()));
    int points = SmallCharts.points(query);
    Period period = query.period("now-24h");
    query.check();

    Period before = query.before(period);
    ServicesAnswer answer =
        history.inOneTransaction(
            () -> {
              Listing listing = listing(period, before);
              Page<ServiceRow> page =
                  Page.of(listing.rows(), order::position, paging.after(), paging.limit());
              return new ServicesAnswer(
                  period.from(),
                  period.to(),
                  before.from(),
                  listing.total(),
                  withPoints(page.rows(), period, points),
                  query.next(page, period),
                  KnownUsers.hint(page.rows().stream().anyMatch(row -> row.users() == null)));
            });
    return answers.of(uri, request, answer, false);
  }

  private List<ServiceRow> withPoints(List<ServiceRow> rows, Period period, int points) {
    Set<String> services = rows.stream().map(ServiceRow::service).collect(Collectors.toSet());
    Filter calls = Filter.tools(null);
    SmallCharts<String> charts =
        SmallCharts.read(
            history,
            period,
            points,
            series ->
                calls.matches(series) && services.contains(series.service().name())
                    ? series.service().name()
                    : null);
    return rows.stream().map(row -> row.withPoints(charts.of(row.service()))).toList();
  }

  private record Listing(List<ServiceRow> rows, FleetTotal total) {}

  private Listing listing(Period period, Period before) {
    Map<ServiceId, Rollup> calls = new HashMap<>();
    Map<ServiceId, Long> tools = new HashMap<>();
    forEach(
        period,
        Filter.tools(null).withoutUsers(),
        (service, rollup) -> {
          calls.merge(service, rollup, Rollup::plusWide);
          tools.merge(service, 1L, Long::sum);
        });
    Map<ServiceId, Long> earlier = new HashMap<>();
    forEach(
        before,
        Filter.tools(null).withoutUsers(),
        (service, rollup) -> earlier.merge(service, rollup.total(), Long::sum));
    Map<ServiceId, Measures> whole = new HashMap<>();
    Rollup[] fleet = {Rollup.EMPTY};
    forEach(
        period,
        Filter.services(),
        (service, rollup) -> {
          whole.put(service, Measures.of(rollup));
          fleet[0] = fleet[0].plusWide(rollup);
        });
    FleetTotal total =
        FleetTotal.of(
            whole.size(),
            fleet[0],
            calls.values().stream().reduce(Rollup.EMPTY, Rollup::plusWide),
            earlier.values().stream().mapToLong(Long::longValue).sum());
    Map<Series, Lifetime> lifetimes = history.lifetimes(Filter.services());

    earlier.keySet().forEach(service -> whole.putIfAbsent(service, Measures.NONE));
    List<ServiceRow> rows = new ArrayList<>();
    whole.forEach(
        (service, all) ->
            rows.add(
                ServiceRow.of(
                    service.name(),
                    all,
                    calls.getOrDefault(service, Rollup.EMPTY),
                    tools.getOrDefault(service, 0L),
                    earlier.getOrDefault(service, 0L),
                    lastSeen(lifetimes.get(Series.whole(service))))));
    return new Listing(rows, total);
  }

  private void forEach(Period period, Filter filter, BiConsumer<ServiceId, Rollup> reader) {
    history.forEachSeries(
        List.of(period.range()),
        filter,
        (series, sums) -> reader.accept(series.service(), sums.get(0)));
  }

  private static Instant lastSeen(Lifetime lifetime) {
    return lifetime == null ? null : lifetime.last();
  }
}
