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

/** MCP clients by name and version. */
@Path("/api/v1/clients")
@RequestScoped
class ClientsResource {
  private final Queries queries;
  private final History history;
  private final Answers answers;

  ClientsResource(Queries queries, History history, Answers answers) {
    this.queries = queries;
    this.history = history;
    this.answers = answers;
  }

  @GET
  @Operation(
      operationId = "clients",
      summary = "Clients by service, name and version, with their operations and users")
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
              schema = @Schema(implementation = ClientsAnswer.class)))
  public Response clients(@Context UriInfo uri, @Context Request request) {
    Query query = queries.of(uri);
    ServiceId service = query.service();
    Query.Paging paging = query.paging();
    Period period = query.period("now-7d");
    query.check(history);

    List<ClientRow> rows = new ArrayList<>();
    history.forEachClient(
        period.range(),
        service,
        (client, use) ->
            rows.add(
                new ClientRow(
                    client.service().name(),
                    client.name(),
                    client.version(),
                    use.operations(),
                    KnownUsers.of(use.users().count(), use.operations()))));
    Page<ClientRow> page = Page.of(rows, ClientsResource::position, paging.after(), paging.limit());
    return answers.of(
        uri,
        request,
        new ClientsAnswer(
            period.from(),
            period.to(),
            page.rows(),
            query.next(page, period),
            KnownUsers.hint(page.rows().stream().anyMatch(row -> row.users() == null))),
        query.isSettled(period));
  }

  /** The names of services and clients contain no line feed. */
  private static Position position(ClientRow row) {
    return new Position(row.operations(), row.service(), row.client() + "\n" + row.version());
  }
}
