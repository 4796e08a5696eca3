package dev.toolwatch.api;

import dev.toolwatch.slo.AlertLog;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/**
 * Receives alerts from the Alertmanager's webhook (Alertmanager, "webhook_config", version 4), so
 * that reports know when somebody was alerted to an incident.
 */
@Path("/api/v1/alerts")
@RequestScoped
class AlertsResource {
  private final Queries queries;
  private final AlertLog log;
  private final InstantSource clock;

  AlertsResource(Queries queries, AlertLog log, InstantSource clock) {
    this.queries = queries;
    this.log = log;
    this.clock = clock;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "tellAlerts",
      summary = "Receive alerts from the Alertmanager's webhook",
      description =
          "Configure an Alertmanager receiver with webhook_configs, the url of this path and"
              + " send_resolved. The label service_name says which service an alert is about. An"
              + " alert that cannot be read is reported as a problem, and the others are stored."
              + " Requires the role alert.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(type = SchemaType.OBJECT),
              example =
                  "{\"version\": \"4\", \"alerts\": [{\"status\": \"firing\", \"labels\":"
                      + " {\"alertname\": \"ErrorBudgetBurn\", \"severity\": \"page\","
                      + " \"service_name\": \"acme/issues-mcp\"}, \"startsAt\":"
                      + " \"2026-11-21T10:02:00Z\", \"endsAt\": \"0001-01-01T00:00:00Z\","
                      + " \"fingerprint\": \"c0ffee0123456789\"}]}"))
  @APIResponse(responseCode = "204", description = "Stored")
  public Response receive(String text, @Context UriInfo uri) {
    queries.of(uri).check();
    AlertMessage message = AlertMessage.of(text, clock.instant());
    List<InvalidParameter> invalid = new ArrayList<>(message.invalid());
    int refused = log.add(message.alerts()).size();
    if (refused > 0) {
      invalid.add(new InvalidParameter("alerts", "the store refuses " + refused + " of them"));
    }
    if (!invalid.isEmpty()) {
      throw new InvalidParametersException(invalid);
    }
    return Response.noContent().build();
  }
}
