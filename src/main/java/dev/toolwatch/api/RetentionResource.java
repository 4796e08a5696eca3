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

/** Which users return in later weeks. Every week is compared with every later one: a year makes 1431 rows. */
@Path("/api/v1/users/retention")
@RequestScoped
class RetentionResource {
  private final Queries queries;
  private final History history;
  private final Answers answers;

  RetentionResource(Queries queries, History history, Answers answers) {
    this.queries = queries;
    this.history = history;
    this.answers = answers;
  }

  @GET
  @Operation(
      operationId = "retention",
      summary = "Weekly cohorts of users, and how many of each return in later weeks",
      description =
          "A cohort is the users of one week, which begins on Monday. Exact while a week has at"
              + " most 4096 users; with more, estimated from a sample of 4096.")
  @Parameter(name = "service", in = ParameterIn.QUERY)
  @Parameter(name = "from", in = ParameterIn.QUERY)
  @Parameter(name = "to", in = ParameterIn.QUERY)
  @Parameter(name = "format", in = ParameterIn.QUERY)
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = RetentionAnswer.class)))
  public Response retention(@Context UriInfo uri, @Context Request request) {
    Query query = queries.of(uri);
    ServiceId service = query.service();
    Period period = query.weeks("now-8w/w");
    query.check(history);

    Calendar calendar = history.calendar();
    Period weeks =
        new Period(
            calendar.start(Tier.WEEK, period.from()),
            calendar.end(Tier.WEEK, period.to().minusMillis(1)));
    List<Week> samples = samples(service, weeks, calendar);
    return answers.of(
        uri,
        request,
        new RetentionAnswer(
            Query.name(service),
            samples.get(0).monday(),
            samples.get(samples.size() - 1).monday(),
            rows(samples),
            KnownUsers.hint(samples.stream().allMatch(week -> week.users().isEmpty()))),
        query.isSettled(weeks));
  }

  /** Every week of the period, including weeks without users. */
  private List<Week> samples(ServiceId service, Period weeks, Calendar calendar) {
    Map<Instant, UserSample> byStart = history.samples(weeks.range(), service);
    List<Week> samples = new ArrayList<>();
    for (Range week : calendar.split(weeks.range(), Tier.WEEK)) {
      samples.add(
          new Week(
              LocalDate.ofInstant(week.from(), calendar.zone()),
              byStart.getOrDefault(week.from(), UserSample.EMPTY)));
    }
    return samples;
  }

  private static List<CohortRow> rows(List<Week> weeks) {
    List<CohortRow> rows = new ArrayList<>();
    for (int i = 0; i < weeks.size(); i++) {
      Week cohort = weeks.get(i);
      for (int j = i; j < weeks.size() && !cohort.users().isEmpty(); j++) {
        long users = cohort.users().count();
        double share = cohort.users().retainedIn(weeks.get(j).users());
        long retained = Math.round(share * users);
        rows.add(
            new CohortRow(
                cohort.monday(),
                weeks.get(j).monday(),
                j - i,
                users,
                retained,
                Figures.ratio(retained, users)));
      }
    }
    return rows;
  }

  private record Week(LocalDate monday, UserSample users) {}
}
