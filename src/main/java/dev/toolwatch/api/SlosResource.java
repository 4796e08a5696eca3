package dev.toolwatch.api;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.slo.Objective;
import dev.toolwatch.slo.SloKey;
import dev.toolwatch.slo.SloStatus;
import dev.toolwatch.slo.Slos;
import dev.toolwatch.store.History;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Objectives, with their error budgets and burn rates. */
@Path("/api/v1/slos")
@RequestScoped
class SlosResource {
  private final Queries queries;
  private final Slos slos;
  private final History history;
  private final Answers answers;

  SlosResource(Queries queries, Slos slos, History history, Answers answers) {
    this.queries = queries;
    this.slos = slos;
    this.history = history;
    this.answers = answers;
  }

  @GET
  @Operation(
      operationId = "slos",
      summary = "Objectives with their budgets and burn rates, for each service",
      description =
          "Sorted by objective and service. Services without events in the window are left out.")
  @Parameter(name = "service", in = ParameterIn.QUERY)
  @Parameter(name = "limit", in = ParameterIn.QUERY)
  @Parameter(name = "cursor", in = ParameterIn.QUERY)
  @Parameter(name = "format", in = ParameterIn.QUERY)
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = SlosAnswer.class)))
  public Response slos(@Context UriInfo uri, @Context Request request) {
    return answer(uri, request, null);
  }

  @GET
  @Path("{slo}")
  @Operation(
      operationId = "slo",
      summary = "One objective with its budget and burn rates, for each service")
  @Parameter(name = "slo", in = ParameterIn.PATH, description = "The objective's name")
  @Parameter(name = "service", in = ParameterIn.QUERY)
  @Parameter(name = "limit", in = ParameterIn.QUERY)
  @Parameter(name = "cursor", in = ParameterIn.QUERY)
  @Parameter(name = "format", in = ParameterIn.QUERY)
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = SlosAnswer.class)))
  public Response slo(
      @PathParam("slo") String slo, @Context UriInfo uri, @Context Request request) {
    return answer(uri, request, slo);
  }

  private Response answer(UriInfo uri, Request request, String slo) {
    Query query = queries.of(uri);
    ServiceId service = query.service();
    Query.Paging paging = query.paging();
    query.check(history);

    List<Objective> objectives =
        slos.objectives().stream().filter(one -> slo == null || one.name().equals(slo)).toList();
    if (slo != null && objectives.isEmpty()) {
      throw new NotFoundException("There is no objective with that name");
    }
    SloKey after =
        paging
            .after()
            .map(last -> new SloKey(last.name(), ServiceId.of(last.detail())))
            .orElse(null);
    List<SloStatus> statuses =
        history.beforeQueries(
            () ->
                // With one more, the page knows that others follow.
                slos.statuses(objectives, service, after, paging.limit() + 1, query.now()));
    Page<SloRow> page =
        Page.of(
            statuses.stream().map(SloRow::of).toList(),
            row -> new Position(0, row.slo(), row.service()),
            paging.after(),
            paging.limit());
    return answers.of(
        uri, request, new SlosAnswer(query.second(), page.rows(), query.next(page)), false);
  }
}
