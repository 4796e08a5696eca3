package dev.toolwatch.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.slo.Alert;
import dev.toolwatch.slo.AlertLog;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/**
 * Alerts as the Alertmanager's webhook tells them (Alertmanager, "webhook_config", version 4), so that
 * reports know when somebody was told of an incident.
 */
@Path("/api/v1/alerts")
class AlertsResource {
  private static final int MAX_ALERTS = 1_000;
  private static final int MAX_TEXT = 300;
  private static final String VERSION = "4";

  /** Times outside are nobody's alert, and would be kept for ever. */
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

  private static final Duration FURTHEST_AHEAD = Duration.ofDays(1);

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
      summary = "Take alerts from the Alertmanager's webhook",
      description =
          "A receiver of the Alertmanager with webhook_configs, url of this path, and"
              + " send_resolved. The label service_name says which service an alert is about."
              + " One that cannot be read is named, and the others are taken. Needs the role"
              + " alert.")
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
  @APIResponse(responseCode = "204", description = "Taken")
  public Response tell(String text, @Context UriInfo uri) {
    queries.of(uri).check();
    JsonNode message = JsonBody.of(text).object();
    List<InvalidParameter> invalid = new ArrayList<>();
    if (!VERSION.equals(message.path("version").asText())) {
      invalid.add(new InvalidParameter("version", "is not " + VERSION));
    }
    JsonNode alerts = message.path("alerts");
    if (!alerts.isArray() || alerts.size() > MAX_ALERTS) {
      invalid.add(new InvalidParameter("alerts", "is no list of up to " + MAX_ALERTS));
    }
    List<Alert> read = new ArrayList<>();
    if (invalid.isEmpty()) {
      Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
      for (int i = 0; i < alerts.size(); i++) {
        read(alerts.get(i), "alerts[" + i + "].", now, read, invalid);
      }
    }
    log.add(read);
    if (!invalid.isEmpty()) {
      throw new InvalidParametersException(invalid);
    }
    return Response.noContent().build();
  }

  private static void read(
      JsonNode alert, String at, Instant now, List<Alert> into, List<InvalidParameter> invalid) {
    int before = invalid.size();
    String fingerprint = text(alert.path("fingerprint"), at + "fingerprint", true, invalid);
    String service = text(alert.path("labels").path("service_name"), at + "labels", false, invalid);
    String name = text(alert.path("labels").path("alertname"), at + "labels", false, invalid);
    String severity = text(alert.path("labels").path("severity"), at + "labels", false, invalid);
    Instant starts = time(alert.path("startsAt"), at + "startsAt", now, invalid);
    String status = alert.path("status").asText();
    boolean resolved = status.equals("resolved");
    if (!resolved && !status.equals("firing")) {
      invalid.add(new InvalidParameter(at + "status", "is neither firing nor resolved"));
    }
    Instant ends = resolved ? time(alert.path("endsAt"), at + "endsAt", now, invalid) : null;
    if (invalid.size() == before) {
      into.add(new Alert(fingerprint, starts, ServiceId.of(service), name, severity, now, ends));
    }
  }

  private static String text(
      JsonNode value, String name, boolean needed, List<InvalidParameter> invalid) {
    String text = value.asText();
    if (needed && text.isEmpty()) {
      invalid.add(new InvalidParameter(name, "is needed"));
    }
    if (text.length() > MAX_TEXT) {
      invalid.add(new InvalidParameter(name, "has more than " + MAX_TEXT + " characters"));
    }
    return text;
  }

  private static Instant time(
      JsonNode value, String name, Instant now, List<InvalidParameter> invalid) {
    try {
      Instant time = OffsetDateTime.parse(value.asText()).toInstant();
      if (time.isBefore(EARLIEST) || time.isAfter(now.plus(FURTHEST_AHEAD))) {
        invalid.add(new InvalidParameter(name, "is before 2000, or more than a day ahead"));
        return null;
      }
      return time.truncatedTo(ChronoUnit.MILLIS);
    } catch (DateTimeException e) {
      invalid.add(new InvalidParameter(name, "is not a time of RFC 3339"));
      return null;
    }
  }
}
