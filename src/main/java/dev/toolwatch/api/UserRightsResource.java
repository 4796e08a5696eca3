package dev.toolwatch.api;

import dev.toolwatch.signal.ShownUsers;
import dev.toolwatch.store.AuditEntry;
import dev.toolwatch.store.Erasures;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** What users may ask for: whether something is kept of them, and that it goes. For administrators. */
@Path("/api/v1/users")
@RequestScoped
class UserRightsResource {
  private static final int LONGEST_IDENTITY = 1_000;

  private final Queries queries;
  private final Erasures erasures;
  private final PseudonymSource pseudonyms;
  private final ShownUsers shown;
  private final AccessAudit audit;
  private final InstantSource clock;

  UserRightsResource(
      Queries queries,
      Erasures erasures,
      PseudonymSource pseudonyms,
      ShownUsers shown,
      AccessAudit audit,
      InstantSource clock) {
    this.queries = queries;
    this.erasures = erasures;
    this.pseudonyms = pseudonyms;
    this.shown = shown;
    this.audit = audit;
    this.clock = clock;
  }

  @POST
  @Path("/pseudonym")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "pseudonym",
      summary = "The pseudonym of a user",
      description =
          "Computes the pseudonym of an identity with the key in force. The identity is neither kept"
              + " nor logged. Requires the role admin; the audit trail says that somebody asked.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = PseudonymRequest.class)))
  @APIResponse(
      responseCode = "200",
      description = "The pseudonym",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = PseudonymRow.class)))
  public Response pseudonym(String text, @Context UriInfo uri, @Context RoutingContext context) {
    queries.of(uri).check();
    JsonBody body = JsonBody.of(text);
    String identity = body.text("identity", true, LONGEST_IDENTITY).orElse("");
    body.check();
    audit.mustRead(Caller.of(context), "user.look-up", "a pseudonym", "");
    return Response.ok(new PseudonymRow(pseudonyms.of(identity)))
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  @DELETE
  @Path("/{user: [0-9a-fA-F]{16}}")
  @Operation(
      operationId = "eraseUser",
      summary = "Erase a user",
      description =
          "Removes all that tells the user apart, from the next minute on, until everything is"
              + " stored that was still in memory. The audit trail says when that is done, and names the"
              + " user by a digest. Requires the role admin.")
  @Parameter(
      name = "user",
      in = ParameterIn.PATH,
      description = "The user's pseudonym, 16 hexadecimal digits")
  @APIResponse(responseCode = "202", description = "The user is being erased")
  public Response erase(
      @PathParam("user") String id, @Context UriInfo uri, @Context RoutingContext context) {
    Query query = queries.of(uri);
    long user = shown.counted(HexFormat.fromHexDigitsToLong(id));
    if (user == 0) {
      query.parameters().refuse("user", "is not a pseudonym of any user");
    }
    query.check();
    Caller caller = Caller.of(context);
    AuditEntry entry =
        new AuditEntry(
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            caller.name(),
            caller.address(),
            "user.erase",
            erasures.subject(user),
            "");
    if (!erasures.ask(user, entry)) {
      throw new ClientErrorException(
          "Too many users are being erased: try again in an hour", Response.Status.CONFLICT);
    }
    return Response.accepted().header(HttpHeaders.CACHE_CONTROL, "no-store").build();
  }
}
