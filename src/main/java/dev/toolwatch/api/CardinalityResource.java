package dev.toolwatch.api;

import dev.toolwatch.cardinality.Cardinality;
import dev.toolwatch.relay.Relay;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** The series budgets: limits, use and demand, and the services that need the most. */
@Path("/api/v1/cardinality")
@RequestScoped
class CardinalityResource {
  private static final int SERVICES = 20;

  private final Queries queries;
  private final Cardinality cardinality;
  private final Relay relay;
  private final Answers answers;

  CardinalityResource(Queries queries, Cardinality cardinality, Relay relay, Answers answers) {
    this.queries = queries;
    this.cardinality = cardinality;
    this.relay = relay;
    this.answers = answers;
  }

  @GET
  @Operation(
      operationId = "cardinality",
      summary = "Series budgets, with their use and demand",
      description =
          "Each family lists first the services with the most observations folded into __other__."
              + " The family relay is of all relayed metrics: their series are left out, and their"
              + " examples are metrics."
              + " limit says how many services are listed; the default is 20.")
  @Parameter(name = "limit", in = ParameterIn.QUERY)
  @Parameter(name = "format", in = ParameterIn.QUERY)
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = CardinalityAnswer.class)))
  public Response cardinality(@Context UriInfo uri, @Context Request request) {
    Query query = queries.of(uri);
    int services = query.parameters().number("limit", SERVICES, 1, Page.MAX_LIMIT);
    query.check();
    CardinalityAnswer answer =
        CardinalityAnswer.of(cardinality.report(services), relay.report(services));
    return answers.of(uri, request, answer, false);
  }
}
