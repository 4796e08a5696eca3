package dev.toolwatch.api;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.slo.Maintenance;
import dev.toolwatch.slo.MaintenanceBook;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.logging.Logger;

/** Schedules, lists and cancels maintenance windows. */
@Path("/api/v1/maintenance-windows")
@RequestScoped
class MaintenanceResource {
  private static final Logger LOG = Logger.getLogger(MaintenanceResource.class);

  /** Anything longer is not maintenance. */
  private static final Duration LONGEST = Duration.ofDays(7);

  /** A window may be scheduled late, but not for a month whose report was made long ago. */
  private static final Duration FURTHEST_BACK = Duration.ofDays(62);

  private static final Duration FURTHEST_AHEAD = Duration.ofDays(366);
  private static final int LONGEST_REASON = 500;

  private final Queries queries;
  private final MaintenanceBook book;
  private final Answers answers;
  private final InstantSource clock;

  MaintenanceResource(Queries queries, MaintenanceBook book, Answers answers, InstantSource clock) {
    this.queries = queries;
    this.book = book;
    this.answers = answers;
    this.clock = clock;
  }

  @GET
  @Operation(
      operationId = "maintenanceWindows",
      summary = "Maintenance windows, the latest first",
      description =
          "The windows of all services, or those that affect one service. With all=true, cancelled"
              + " windows are listed too.")
  @Parameter(name = "service", in = ParameterIn.QUERY)
  @Parameter(name = "all", in = ParameterIn.QUERY)
  @Parameter(name = "limit", in = ParameterIn.QUERY)
  @Parameter(name = "cursor", in = ParameterIn.QUERY)
  @Parameter(name = "format", in = ParameterIn.QUERY)
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = MaintenanceAnswer.class)))
  public Response list(@Context UriInfo uri, @Context Request request) {
    Query query = queries.of(uri);
    ServiceId service = query.service();
    boolean all = query.parameters().oneOf("all", List.of("false", "true")).equals("true");
    Query.Paging paging = query.paging();
    query.check();

    List<MaintenanceRow> rows =
        book.list(!all).stream()
            .filter(
                window -> service == null || window.isOfAll() || window.service().equals(service))
            .map(MaintenanceRow::of)
            .toList();
    Page<MaintenanceRow> page =
        Page.of(
            rows,
            row -> new Position(row.from().getEpochSecond(), row.id(), ""),
            paging.after(),
            paging.limit());
    return answers.of(uri, request, new MaintenanceAnswer(page.rows(), query.next(page)), false);
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "enterMaintenanceWindow",
      summary = "Schedule a maintenance window",
      description =
          "Its minutes do not count in uptime or in the figures of the report. It must not overlap"
              + " another window of the same service or of all services. Requires the role admin.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = MaintenanceRequest.class)))
  @APIResponse(
      responseCode = "201",
      description = "Scheduled",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = MaintenanceRow.class)))
  public Response schedule(String text, @Context UriInfo uri, @Context RoutingContext context) {
    queries.of(uri).check();
    JsonBody body = JsonBody.of(text);
    Optional<String> service = body.text("service", false, Parameters.MAX_LENGTH);
    Optional<Instant> from = body.time("from");
    Optional<Instant> to = body.time("to");
    Optional<String> reason = body.text("reason", true, LONGEST_REASON);
    Instant now = clock.instant();
    checkTimes(body, from, to, now);
    body.check();

    Caller caller = Caller.of(context);
    Maintenance window =
        new Maintenance(
            UUID.randomUUID().toString(),
            service.map(ServiceId::of).orElse(ServiceId.NONE),
            from.orElseThrow(),
            to.orElseThrow(),
            reason.orElseThrow(),
            caller.name(),
            now.truncatedTo(ChronoUnit.MILLIS),
            null,
            null);
    Optional<Maintenance> overlapped = add(window, caller.address());
    if (overlapped.isPresent()) {
      throw new ClientErrorException(
          "The window overlaps the window "
              + overlapped.get().id()
              + " from "
              + overlapped.get().from()
              + " to "
              + overlapped.get().to(),
          Response.Status.CONFLICT);
    }
    LOG.infof(
        "Maintenance of %s from %s to %s was scheduled by %s",
        window.isOfAll() ? "all services" : window.service().name(),
        window.from(),
        window.to(),
        window.createdBy());
    return Response.created(URI.create("/api/v1/maintenance-windows/" + window.id()))
        .entity(MaintenanceRow.of(window))
        .build();
  }

  private Optional<Maintenance> add(Maintenance window, String address) {
    try {
      return book.add(window, address);
    } catch (IllegalStateException e) {
      throw new ClientErrorException(e.getMessage(), Response.Status.CONFLICT, e);
    }
  }

  private static void checkTimes(
      JsonBody body, Optional<Instant> from, Optional<Instant> to, Instant now) {
    from.filter(time -> !isWholeMinute(time))
        .ifPresent(time -> body.refuse("from", "is not a whole minute"));
    to.filter(time -> !isWholeMinute(time))
        .ifPresent(time -> body.refuse("to", "is not a whole minute"));
    from.filter(time -> time.isBefore(now.minus(FURTHEST_BACK)))
        .ifPresent(
            time -> body.refuse("from", "is more than " + FURTHEST_BACK.toDays() + " days ago"));
    from.filter(time -> time.isAfter(now.plus(FURTHEST_AHEAD)))
        .ifPresent(
            time -> body.refuse("from", "is more than " + FURTHEST_AHEAD.toDays() + " days ahead"));
    if (from.isPresent() && to.isPresent()) {
      if (!from.get().isBefore(to.get())) {
        body.refuse("to", "is not after from");
      } else if (Duration.between(from.get(), to.get()).compareTo(LONGEST) > 0) {
        body.refuse("to", "is more than " + LONGEST.toDays() + " days after from");
      }
    }
  }

  private static boolean isWholeMinute(Instant time) {
    return time.equals(time.truncatedTo(ChronoUnit.MINUTES));
  }

  @DELETE
  @Path("{id}")
  @Operation(
      operationId = "takeBackMaintenanceWindow",
      summary = "Cancel a maintenance window",
      description =
          "The window has no effect any more but is listed with all=true. Requires the role admin.")
  @Parameter(name = "id", in = ParameterIn.PATH, description = "The window's id, from the listing")
  @APIResponse(responseCode = "204", description = "Cancelled")
  public Response cancel(
      @PathParam("id") String id, @Context UriInfo uri, @Context RoutingContext context) {
    queries.of(uri).check();
    Caller caller = Caller.of(context);
    Maintenance window =
        book.delete(id, caller.name(), caller.address(), clock.instant())
            .orElseThrow(
                () ->
                    new NotFoundException("There is no maintenance window in force with that id"));
    LOG.infof(
        "Maintenance from %s to %s was cancelled by %s",
        window.from(), window.to(), window.deletedBy());
    return Response.noContent().build();
  }
}
