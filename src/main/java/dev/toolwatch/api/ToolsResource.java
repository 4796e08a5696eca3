package dev.toolwatch.api;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Filter;
import dev.toolwatch.store.History;
import dev.toolwatch.store.Lifetime;
import dev.toolwatch.store.Series;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Tools: which are used, by how many, and whether it grows. */
@Path("/api/v1/tools")
@RequestScoped
class ToolsResource {
  /**
   * With so many times the tools of a page, users are read of the page only: reading them takes twice as long as all
   * the rest.
   */
  private static final int USERS_LAST = 3;

  private final Queries queries;
  private final History history;
  private final Answers answers;

  ToolsResource(Queries queries, History history, Answers answers) {
    this.queries = queries;
    this.history = history;
    this.answers = answers;
  }

  @GET
  @Operation(
      operationId = "tools",
      summary = "Tools with their calls, errors, durations, users, adoption and trend",
      description =
          "Lists tools that were called in the period or in the previous period of the same length."
              + " A tool that nobody calls any more has no calls and the trend \"stopped\".")
  @Parameter(name = "service", in = ParameterIn.QUERY)
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
              schema = @Schema(implementation = ToolsAnswer.class)))
  public Response tools(@Context UriInfo uri, @Context Request request) {
    Query query = queries.of(uri);
    ServiceId service = query.service();
    Query.Paging paging = query.paging();
    Order order = Order.of(query.parameters().oneOf("order", Order.labels()));
    int points = SmallCharts.points(query);
    Period period = query.period("now-7d");
    query.check(history);

    Period before = query.before(period);
    ToolsAnswer answer =
        history.inOneTransaction(
            () -> {
              Filter all = Filter.tools(service);
              Map<Series, Lifetime> lifetimes = history.lifetimes(all);
              boolean usersLast =
                  order != Order.USERS && lifetimes.size() >= USERS_LAST * paging.limit();
              Page<Tool> page =
                  Page.of(
                      called(usersLast ? all.withoutUsers() : all, period, before),
                      tool -> order.position(tool.series, tool.now, tool.before),
                      paging.after(),
                      paging.limit());
              List<Tool> tools =
                  usersLast ? withUsers(page.rows(), all, period, before) : page.rows();
              List<ToolRow> rows = rows(tools, lifetimes, service, period, points);
              return new ToolsAnswer(
                  period.from(),
                  period.to(),
                  before.from(),
                  rows,
                  query.next(page, period),
                  KnownUsers.hint(rows.stream().anyMatch(row -> row.users() == null)));
            });
    return answers.of(uri, request, answer, false);
  }

  private record Tool(Series series, Measures now, Measures before) {
    static Tool of(Series series, Map<Series, Measures> now, Map<Series, Measures> before) {
      return new Tool(
          series,
          now.getOrDefault(series, Measures.NONE),
          before.getOrDefault(series, Measures.NONE));
    }
  }

  private List<Tool> called(Filter tools, Period period, Period before) {
    Map<Series, Measures> now = measures(period, tools);
    Map<Series, Measures> earlier = measures(before, tools);
    Set<Series> called = new HashSet<>(now.keySet());
    called.addAll(earlier.keySet());
    return called.stream().map(series -> Tool.of(series, now, earlier)).toList();
  }

  /** The same tools, read again with their users. */
  private List<Tool> withUsers(List<Tool> tools, Filter all, Period period, Period before) {
    Filter listed = all.only(tools.stream().map(Tool::series).collect(Collectors.toSet()));
    Map<Series, Measures> now = measures(period, listed);
    Map<Series, Measures> earlier = measures(before, listed);
    return tools.stream().map(tool -> Tool.of(tool.series, now, earlier)).toList();
  }

  private Map<Series, Measures> measures(Period period, Filter filter) {
    Map<Series, Measures> measures = new HashMap<>();
    history.forEachSeries(
        List.of(period.range()),
        filter,
        (series, sums) -> measures.put(series, Measures.of(sums.get(0))));
    return measures;
  }

  private List<ToolRow> rows(
      List<Tool> tools,
      Map<Series, Lifetime> lifetimes,
      ServiceId service,
      Period period,
      int points) {
    Map<Series, Measures> services = measures(period, Filter.service(service));
    Set<Series> listed = tools.stream().map(Tool::series).collect(Collectors.toSet());
    SmallCharts<Series> charts =
        SmallCharts.read(
            history, period, points, series -> listed.contains(series) ? series : null);
    return tools.stream()
        .map(
            tool ->
                row(
                    tool.series,
                    tool.now,
                    tool.before,
                    services
                        .getOrDefault(Series.whole(tool.series.service()), Measures.NONE)
                        .knownUsers(),
                    lifetimes.get(tool.series),
                    period,
                    charts.of(tool.series)))
        .toList();
  }

  private static ToolRow row(
      Series series,
      Measures now,
      Measures before,
      Long serviceUsers,
      Lifetime lifetime,
      Period period,
      List<Long> points) {
    // A tool without calls has no users, unless nobody knows the users of its service.
    Long users = serviceUsers == null ? null : now.knownUsers();
    boolean isNew = lifetime != null && !lifetime.first().isBefore(period.from());
    return new ToolRow(
        series.service().name(),
        series.tool(),
        now.calls(),
        now.ok(),
        now.clientErrors(),
        now.serverErrors(),
        now.errorRatio(),
        now.p50Seconds(),
        now.p95Seconds(),
        now.p99Seconds(),
        users,
        Figures.share(users, serviceUsers),
        Trend.of(now.calls(), before.calls(), isNew),
        before.calls(),
        Figures.change(now.calls(), before.calls()),
        before.knownUsers(),
        Figures.change(users, before.knownUsers()),
        lifetime == null ? null : lifetime.first(),
        lifetime == null ? null : lifetime.last(),
        points);
  }
}
