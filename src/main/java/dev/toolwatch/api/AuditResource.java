package dev.toolwatch.api;

import dev.toolwatch.security.Identity;
import dev.toolwatch.security.Role;
import dev.toolwatch.store.AuditFilter;
import dev.toolwatch.store.AuditLog;
import dev.toolwatch.store.StoredAuditEntry;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.ForbiddenException;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/**
 * Lists who did what, to administrators. Access control lets nobody else come here. It goes by the
 * path as it is written, so this asks again.
 */
@Path("/api/v1/audit")
@RequestScoped
class AuditResource {
  private final Queries queries;
  private final AuditLog audit;
  private final Answers answers;

  AuditResource(Queries queries, AuditLog audit, Answers answers) {
    this.queries = queries;
    this.audit = audit;
    this.answers = answers;
  }

  @GET
  @Operation(
      operationId = "audit",
      summary = "Who did what, the latest first",
      description =
          "Changes, exports of users, reports, sign-ins and refusals, with the name of the token and"
              + " the address. With check=true also whether entries were changed or removed. Requires"
              + " the role admin.")
  @Parameter(name = "who", in = ParameterIn.QUERY)
  @Parameter(name = "action", in = ParameterIn.QUERY)
  @Parameter(name = "address", in = ParameterIn.QUERY)
  @Parameter(name = "check", in = ParameterIn.QUERY)
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
              schema = @Schema(implementation = AuditAnswer.class)))
  public Response audit(
      @Context UriInfo uri, @Context Request request, @Context RoutingContext context) {
    if (!Identity.of(context).has(Role.ADMIN)) {
      throw new ForbiddenException("The token does not have the role admin");
    }
    Query query = queries.of(uri);
    Query.Paging paging = query.paging();
    Period period = query.minutes("now-30d", audit.oldest(query.now()));
    String who = query.parameters().text("who").orElse(null);
    String action = query.parameters().text("action").orElse(null);
    String address = query.parameters().text("address").orElse(null);
    boolean check = query.parameters().oneOf("check", List.of("false", "true")).equals("true");
    query.check();

    long before = paging.after().map(after -> (long) after.rank()).orElse(Long.MAX_VALUE);
    List<StoredAuditEntry> found =
        audit.list(
            new AuditFilter(period.from(), period.to(), who, action, address),
            before,
            paging.limit() + 1);
    boolean more = found.size() > paging.limit();
    List<StoredAuditEntry> shown = more ? found.subList(0, paging.limit()) : found;
    Page<AuditRow> page =
        new Page<>(
            shown.stream().map(stored -> AuditRow.of(stored.entry())).toList(),
            more
                ? Optional.of(new Position(shown.get(shown.size() - 1).id(), "", ""))
                : Optional.empty());
    return answers.of(
        uri,
        request,
        new AuditAnswer(
            period.from(),
            period.to(),
            page.rows(),
            check ? AuditCheck.of(audit.check()) : null,
            query.next(page, period)),
        false);
  }
}
