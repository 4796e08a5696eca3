package dev.toolwatch.api;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Filter;
import dev.toolwatch.store.History;
import dev.toolwatch.store.Lifetime;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Series;
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
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Tools: which are used, by how many, and whether it grows. */
@Path("/api/v1/tools")
class ToolsResource {
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
          "Those that were called in the period or in the one before, which is as long: a tool that"
              + " nobody calls any more is there with no calls and the trend \"stopped\".")
  @Parameter(name = "service", in = ParameterIn.QUERY)
  @Parameter(name = "from", in = ParameterIn.QUERY)
  @Parameter(name = "to", in = ParameterIn.QUERY)
  @Parameter(name = "order", in = ParameterIn.QUERY)
  @Parameter(name = "limit", in = ParameterIn.QUERY)
  @Parameter(name = "cursor", in = ParameterIn.QUERY)
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
    Period period = query.period("now-7d");
    query.check();

    Period before = query.before(period);
    Page<Tool> page =
        Page.of(
            called(service, period, before),
            tool -> order.position(tool.series, tool.now, tool.before),
            paging.after(),
            paging.limit());
    return answers.of(
        request,
        new ToolsAnswer(
            period.from(),
            period.to(),
            before.from(),
            rows(page.rows(), service, period),
            query.next(page, period)),
        false);
  }

  private record Tool(Series series, Rollup now, Rollup before) {}

  private List<Tool> called(ServiceId service, Period period, Period before) {
    Map<Series, Rollup> now = history.operations(period.range(), Filter.tools(service));
    Map<Series, Rollup> earlier = history.operations(before.range(), Filter.tools(service));
    Set<Series> called = new HashSet<>(now.keySet());
    called.addAll(earlier.keySet());
    return called.stream()
        .map(
            series ->
                new Tool(
                    series,
                    now.getOrDefault(series, Rollup.EMPTY),
                    earlier.getOrDefault(series, Rollup.EMPTY)))
        .toList();
  }

  private List<ToolRow> rows(List<Tool> tools, ServiceId service, Period period) {
    Map<Series, Lifetime> lifetimes = history.lifetimes(Filter.tools(service));
    Map<ServiceId, Long> users = new HashMap<>();
    history
        .operations(period.range(), Filter.service(service))
        .forEach((series, whole) -> users.put(series.service(), whole.users().count()));
    return tools.stream()
        .map(
            tool ->
                row(
                    tool.series,
                    tool.now,
                    tool.before,
                    users.getOrDefault(tool.series.service(), 0L),
                    lifetimes.get(tool.series),
                    period))
        .toList();
  }

  private static ToolRow row(
      Series series,
      Rollup now,
      Rollup before,
      long serviceUsers,
      Lifetime lifetime,
      Period period) {
    boolean isNew = lifetime != null && !lifetime.first().isBefore(period.from());
    long users = now.users().count();
    return new ToolRow(
        series.service().name(),
        series.tool(),
        now.total(),
        now.ok(),
        now.clientErrors(),
        now.serverErrors(),
        Figures.ratio(now.serverErrors(), now.total()),
        Figures.seconds(now, 0.5),
        Figures.seconds(now, 0.95),
        Figures.seconds(now, 0.99),
        users,
        // Both may be estimates: one of a part may be above that of the whole.
        Figures.ratio(Math.min(users, serviceUsers), serviceUsers),
        Trend.of(now.total(), before.total(), isNew),
        before.total(),
        Figures.change(now.total(), before.total()),
        before.users().count(),
        Figures.change(users, before.users().count()),
        lifetime == null ? null : lifetime.first(),
        lifetime == null ? null : lifetime.last());
  }
}
