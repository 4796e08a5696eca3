package dev.toolwatch.api;

import dev.toolwatch.security.Admission;
import dev.toolwatch.security.ConsoleLogin;
import dev.toolwatch.security.Identity;
import dev.toolwatch.security.Refusal;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Logs browsers in and out. Of no use for other clients, which send their token with each request. */
@Path("/api/v1/session")
@Produces(MediaType.APPLICATION_JSON)
@RequestScoped
class ConsoleSessionResource {
  /** Far more than any token has. */
  private static final int LONGEST_TOKEN = 4096;

  private final Queries queries;
  private final ConsoleLogin login;

  ConsoleSessionResource(Queries queries, ConsoleLogin login) {
    this.queries = queries;
    this.login = login;
  }

  @GET
  @Operation(hidden = true)
  public Response session(@Context UriInfo uri, @Context RoutingContext context) {
    queries.of(uri).check();
    return answer(Identity.of(context));
  }

  /** Needs no token but the one in the body. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(hidden = true)
  public Response logIn(String text, @Context UriInfo uri, @Context RoutingContext context) {
    queries.of(uri).check();
    JsonBody body = JsonBody.of(text);
    Optional<String> token = body.text("token", !login.isOpen(), LONGEST_TOKEN);
    body.check();
    Admission admission = login.logIn(token.map(String::strip).orElse(""), context.request());
    if (admission instanceof Identity identity) {
      return answer(identity);
    }
    return refusal((Refusal) admission);
  }

  @DELETE
  @Operation(hidden = true)
  public Response logOut(@Context UriInfo uri, @Context RoutingContext context) {
    queries.of(uri).check();
    login.logOut(context.request());
    return Response.noContent().header(HttpHeaders.CACHE_CONTROL, "no-store").build();
  }

  private static Response answer(Identity identity) {
    return Response.ok(ConsoleSessionAnswer.of(identity))
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  private static Response refusal(Refusal refused) {
    Response problem =
        ExceptionMappers.of(
            Response.Status.fromStatusCode(refused.httpStatus()), refused.message(), List.of());
    return Response.fromResponse(problem)
        .header(Refusal.CHALLENGE_HEADER, refused.challenge())
        .build();
  }
}
