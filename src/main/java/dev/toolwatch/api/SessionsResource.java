package dev.toolwatch.api;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.History;
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

/** Sessions: those with a session id, and what one user does without a pause. */
@Path("/api/v1/sessions")
@RequestScoped
class SessionsResource {
  private final Queries queries;
  private final History history;
  private final Answers answers;

  SessionsResource(Queries queries, History history, Answers answers) {
    this.queries = queries;
    this.history = history;
    this.answers = answers;
  }

  @GET
  @Operation(
      operationId = "sessions",
      summary = "Sessions by service: their number, durations and operations",
      description =
          "Counts sessions that began in the period. A session is all that a client sends with one"
              + " session id. Without a session id, it is what one user does without a pause of"
              + " toolwatch.usage.session-pause.")
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
              schema = @Schema(implementation = SessionsAnswer.class)))
  public Response sessions(@Context UriInfo uri, @Context Request request) {
    Query query = queries.of(uri);
    ServiceId service = query.service();
    Query.Paging paging = query.paging();
    Period period = query.period("now-7d");
    query.check(history);

    List<SessionRow> rows = new ArrayList<>();
    history
        .sessions(List.of(period.range()), service)
        .get(0)
        .forEach((id, totals) -> rows.add(SessionRow.of(id.name(), totals)));
    Page<SessionRow> page =
        Page.of(
            rows,
            row -> new Position(row.sessions(), row.service(), ""),
            paging.after(),
            paging.limit());
    return answers.of(
        uri,
        request,
        new SessionsAnswer(period.from(), period.to(), page.rows(), query.next(page, period)),
        query.isSettled(period));
  }
}
