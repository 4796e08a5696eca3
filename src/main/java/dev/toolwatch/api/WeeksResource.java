package dev.toolwatch.api;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.UserSample;
import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.History;
import dev.toolwatch.store.Range;
import dev.toolwatch.store.Tier;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/**
 * Which users are new each week, which stay, return and leave: each week is compared with those up to
 * {@link Query#MAX_WEEKS} before the first.
 */
@Path("/api/v1/users/weeks")
@RequestScoped
class WeeksResource {
  private final Queries queries;
  private final History history;
  private final Answers answers;

  WeeksResource(Queries queries, History history, Answers answers) {
    this.queries = queries;
    this.history = history;
    this.answers = answers;
  }

  @GET
  @Operation(
      operationId = "userWeeks",
      summary = "New, kept, returned and lost users by week",
      description =
          "A user is new in the first week of the year before the period, or of the period itself."
              + " Exact while a week has at most 4096 users; with more, estimated from a sample.")
  @Parameter(name = "service", in = ParameterIn.QUERY)
  @Parameter(name = "from", in = ParameterIn.QUERY)
  @Parameter(name = "to", in = ParameterIn.QUERY)
  @Parameter(name = "format", in = ParameterIn.QUERY)
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = WeeksAnswer.class)))
  public Response weeks(@Context UriInfo uri, @Context Request request) {
    Query query = queries.of(uri);
    ServiceId service = query.service();
    Period period = query.weeks("now-8w/w");
    query.check(history);

    Calendar calendar = history.calendar();
    Instant from = calendar.start(Tier.WEEK, period.from());
    Range read =
        new Range(
            calendar.start(Tier.WEEK, from.minus(Query.MAX_WEEKS)),
            calendar.end(Tier.WEEK, period.to().minusMillis(1)));
    Map<Instant, UserSample> samples = history.samples(read, service);
    boolean unknown = samples.values().stream().allMatch(UserSample::isEmpty);
    List<WeekRow> rows = new ArrayList<>();
    UserSample before = UserSample.EMPTY;
    UserSample earlier = UserSample.EMPTY;
    for (Range week : calendar.split(read, Tier.WEEK)) {
      UserSample users = samples.getOrDefault(week.from(), UserSample.EMPTY);
      if (!week.from().isBefore(from)) {
        LocalDate monday = monday(calendar, week.from());
        rows.add(unknown ? WeekRow.unknown(monday) : WeekRow.of(monday, users, before, earlier));
      }
      before = users;
      earlier = earlier.plus(users);
    }
    return answers.of(
        uri,
        request,
        new WeeksAnswer(
            Query.name(service),
            rows.get(0).week(),
            rows.get(rows.size() - 1).week(),
            monday(calendar, read.from()),
            rows,
            KnownUsers.hint(unknown)),
        query.isSettled(new Period(from, read.to())));
  }

  private static LocalDate monday(Calendar calendar, Instant time) {
    return LocalDate.ofInstant(time, calendar.zone());
  }
}
