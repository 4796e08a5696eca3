package dev.toolwatch.api;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.signal.ShownUsers;
import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.Filter;
import dev.toolwatch.store.History;
import dev.toolwatch.store.Range;
import dev.toolwatch.store.Tier;
import dev.toolwatch.store.UserCounts;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Users, known only by pseudonym: how many are active, and which are the most active. */
@Path("/api/v1/users")
@RequestScoped
class UsersResource {
  private static final int WEEK = 7;
  private static final int MONTH = 30;
  private static final List<String> WINDOWS = List.of("day", "week", "month");

  private final Queries queries;
  private final History history;
  private final Answers answers;
  private final AccessAudit audit;
  private final ShownUsers shown;

  UsersResource(
      Queries queries, History history, Answers answers, AccessAudit audit, ShownUsers shown) {
    this.queries = queries;
    this.history = history;
    this.answers = answers;
    this.audit = audit;
    this.shown = shown;
  }

  @GET
  @Path("/active")
  @Operation(
      operationId = "activeUsers",
      summary = "Daily, weekly and monthly active users and stickiness over time",
      description =
          "One point a day. With window=week or month, one point every 7 or 30 days, counted back"
              + " from the last day, so that windows do not overlap. Today counts up to now.")
  @Parameter(name = "service", in = ParameterIn.QUERY)
  @Parameter(name = "window", in = ParameterIn.QUERY)
  @Parameter(name = "from", in = ParameterIn.QUERY)
  @Parameter(name = "to", in = ParameterIn.QUERY)
  @Parameter(name = "format", in = ParameterIn.QUERY)
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ActiveAnswer.class)))
  public Response active(@Context UriInfo uri, @Context Request request) {
    Query query = queries.of(uri);
    ServiceId service = query.service();
    String window = query.parameters().oneOf("window", WINDOWS);
    Period period = query.period("now-29d/d");
    query.check(history);

    Calendar calendar = history.calendar();
    ZoneId zone = calendar.zone();
    LocalDate first = period.firstDay(zone);
    LocalDate last = period.lastDay(zone);
    List<ActiveRow> rows = rows(service, first.minusDays(MONTH - 1), last, calendar);
    int step = window.equals("day") ? 1 : window.equals("week") ? WEEK : MONTH;
    List<ActiveRow> shown = new ArrayList<>();
    for (int i = (rows.size() - 1) % step; i < rows.size(); i += step) {
      if (!rows.get(i).date().isBefore(first)) {
        shown.add(rows.get(i));
      }
    }
    Instant end = calendar.end(Tier.DAY, period.to().minusMillis(1));
    return answers.of(
        uri,
        request,
        new ActiveAnswer(
            Query.name(service),
            window,
            first,
            last,
            shown,
            KnownUsers.hint(shown.stream().anyMatch(row -> row.mau() == null))),
        query.isSettled(new Period(period.from(), end)));
  }

  private List<ActiveRow> rows(
      ServiceId service, LocalDate first, LocalDate last, Calendar calendar) {
    Instant from = first.atStartOfDay(calendar.zone()).toInstant();
    Instant to = last.plusDays(1).atStartOfDay(calendar.zone()).toInstant();
    ActiveDays days = new ActiveDays();
    List<ActiveRow> rows = new ArrayList<>();
    history.forEachSlice(
        calendar.split(new Range(from, to), Tier.DAY),
        Filter.service(service),
        (day, sum) -> rows.add(days.next(first.plusDays(rows.size()), sum)));
    return rows;
  }

  @GET
  @Path("/top")
  @Operation(
      operationId = "topUsers",
      summary = "The most active users, by pseudonym",
      description =
          "At most 1,000 users of a service are listed. The operations of all others are summed. The"
              + " audit trail says who has read this list.")
  @Parameter(name = "service", in = ParameterIn.QUERY)
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
              schema = @Schema(implementation = TopUsersAnswer.class)))
  public Response top(
      @Context UriInfo uri, @Context Request request, @Context RoutingContext context) {
    Query query = queries.of(uri);
    ServiceId service = query.service();
    Query.Paging paging = query.paging();
    Period period = query.period("now-7d");
    query.check(history);
    audit.mustRead(
        Caller.of(context), "users.export", service == null ? "all services" : service.name(), "");

    UserCounts counts = counts(period.range(), service);
    // Below 0 if spans told of users whose operations the service's own metrics have yet to count.
    long others = Math.max(0, counts.others());
    long sum = others + counts.total() - counts.others();
    List<TopUserRow> rows = new ArrayList<>();
    counts.forEach(
        (user, operations) ->
            rows.add(
                new TopUserRow(shown.digits(user), operations, Figures.ratio(operations, sum))));
    Page<TopUserRow> page =
        Page.of(
            rows,
            row -> new Position(row.operations(), row.user(), ""),
            paging.after(),
            paging.limit());
    return answers.of(
        uri,
        request,
        new TopUsersAnswer(
            Query.name(service),
            period.from(),
            period.to(),
            others,
            page.rows(),
            query.next(page, period)),
        query.isSettled(period));
  }

  private UserCounts counts(Range range, ServiceId service) {
    UserCounts[] sum = {UserCounts.EMPTY};
    history.forEachUserCounts(range, service, (of, counts) -> sum[0] = sum[0].plus(counts));
    return sum[0];
  }
}
