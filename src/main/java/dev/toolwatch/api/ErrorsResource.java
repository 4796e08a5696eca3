package dev.toolwatch.api;

import dev.toolwatch.errors.CountedGroup;
import dev.toolwatch.errors.ErrorGroupFilter;
import dev.toolwatch.errors.ErrorGroupReader;
import dev.toolwatch.errors.ErrorGroupTable;
import dev.toolwatch.errors.Errors;
import dev.toolwatch.errors.Fingerprint;
import dev.toolwatch.errors.GroupDetails;
import dev.toolwatch.errors.GroupState;
import dev.toolwatch.errors.GroupStatus;
import dev.toolwatch.errors.StoredGroup;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.signal.ShownUsers;
import dev.toolwatch.store.AuditEntry;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.LongFunction;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jboss.logging.Logger;

/** Error groups: lists them, shows one, and takes the changes of their status. */
@Path("/api/v1/errors")
@RequestScoped
class ErrorsResource {
  private static final Logger LOG = Logger.getLogger(ErrorsResource.class);
  private static final String DEFAULT_START = "now-7d";
  private static final String ID = "The group's fingerprint, from the listing";
  private static final int LONGEST_VERSION = 256;
  private static final int LONGEST_TIME = 64;
  private static final long MOST_EVENTS = 1_000_000_000;

  /** What is ignored for longer is ignored for good. */
  private static final Duration FURTHEST_AHEAD = Duration.ofDays(3_660);

  private final Queries queries;
  private final ErrorGroupReader reader;
  private final ErrorGroupTable table;
  private final Errors errors;
  private final ShownUsers shown;
  private final Answers answers;

  ErrorsResource(
      Queries queries,
      ErrorGroupReader reader,
      ErrorGroupTable table,
      Errors errors,
      ShownUsers shown,
      Answers answers) {
    this.queries = queries;
    this.reader = reader;
    this.table = table;
    this.errors = errors;
    this.shown = shown;
    this.answers = answers;
  }

  @GET
  @Operation(
      operationId = "errors",
      summary = "Error groups with an error in the period",
      description =
          "Errors with the same fingerprint are a group. Counts are by the hour: the period is widened"
              + " to whole hours, and goes back as far as hours are kept. A tool is one that the group"
              + " ever had an error of.")
  @Parameter(name = "service", in = ParameterIn.QUERY)
  @Parameter(name = "tool", in = ParameterIn.QUERY)
  @Parameter(name = "status", in = ParameterIn.QUERY)
  @Parameter(name = "outcome", in = ParameterIn.QUERY)
  @Parameter(name = "from", in = ParameterIn.QUERY)
  @Parameter(name = "to", in = ParameterIn.QUERY)
  @Parameter(name = "order", in = ParameterIn.QUERY)
  @Parameter(name = "limit", in = ParameterIn.QUERY)
  @Parameter(name = "cursor", in = ParameterIn.QUERY)
  @Parameter(name = "format", in = ParameterIn.QUERY)
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ErrorsAnswer.class)))
  public Response errors(@Context UriInfo uri, @Context Request request) {
    Query query = queries.of(uri);
    ServiceId service = query.service();
    String tool = query.parameters().text("tool").orElse(null);
    String status = query.parameters().parsed("status", null, ErrorStatus::of);
    Outcome outcome = query.parameters().parsed("outcome", null, ErrorsResource::outcome);
    ErrorOrder order = ErrorOrder.of(query.parameters().oneOf("order", ErrorOrder.labels()));
    Query.Paging paging = query.paging();
    Period asked = query.period(DEFAULT_START);
    Period period = asked.hours();
    query.check();

    List<CountedGroup> found =
        reader.list(new ErrorGroupFilter(period.range(), Query.name(service), tool)).stream()
            .filter(group -> ErrorStatus.isWanted(status, query.now(), group.group()))
            .filter(
                group ->
                    outcome == null
                        || group.group().callersMistake() == (outcome == Outcome.CLIENT_ERROR))
            .toList();
    boolean byUsers = order == ErrorOrder.USERS;
    Map<Long, GroupDetails> all = byUsers ? details(found, period) : Map.of();
    Page<CountedGroup> page =
        Page.of(found, group -> order.position(group, all), paging.after(), paging.limit());
    Map<Long, GroupDetails> shown = byUsers ? all : details(page.rows(), period);
    List<ErrorRow> rows =
        page.rows().stream()
            .map(
                group ->
                    ErrorRow.of(
                        group,
                        shown.getOrDefault(group.group().id(), GroupDetails.NONE),
                        query.now()))
            .toList();
    return answers.of(
        uri,
        request,
        new ErrorsAnswer(period.from(), period.to(), rows, query.next(page, asked)),
        false);
  }

  private static Outcome outcome(String label) {
    return switch (label) {
      case "server_error" -> Outcome.SERVER_ERROR;
      case "client_error" -> Outcome.CLIENT_ERROR;
      default -> throw new IllegalArgumentException("is not one of server_error, client_error");
    };
  }

  private Map<Long, GroupDetails> details(Collection<CountedGroup> some, Period period) {
    return reader.details(some.stream().map(group -> group.group().id()).toList(), period.range());
  }

  @GET
  @Path("{fingerprint}")
  @Operation(
      operationId = "error",
      summary = "An error group with stack traces, samples and errors by the hour",
      description =
          "What the listing has of it, who set its status, errors by the hour, and up to five samples:"
              + " the oldest error, the newest, and some between.")
  @Parameter(name = "fingerprint", in = ParameterIn.PATH, description = ID)
  @Parameter(name = "from", in = ParameterIn.QUERY)
  @Parameter(name = "to", in = ParameterIn.QUERY)
  @Parameter(name = "format", in = ParameterIn.QUERY)
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ErrorAnswer.class)))
  public Response error(
      @PathParam("fingerprint") String text, @Context UriInfo uri, @Context Request request) {
    Query query = queries.of(uri);
    Optional<Fingerprint> fingerprint = fingerprint(query, text);
    Period period = query.period(DEFAULT_START).hours();
    query.check();
    return answers.one(uri, request, answer(fingerprint.orElseThrow(), period, query.now()));
  }

  private static Optional<Fingerprint> fingerprint(Query query, String text) {
    Optional<Fingerprint> fingerprint = Fingerprint.parse(text.toLowerCase(Locale.ROOT));
    if (fingerprint.isEmpty()) {
      query
          .parameters()
          .refuse(
              "fingerprint",
              "is not a fingerprint: a number, a hyphen and 32 hexadecimal digits, such as"
                  + " 1-00112233445566778899aabbccddeeff");
    }
    return fingerprint;
  }

  private ErrorAnswer answer(Fingerprint fingerprint, Period period, Instant now) {
    StoredGroup group = reader.find(fingerprint).orElseThrow(ErrorsResource::notFound);
    SortedMap<Long, Long> hours = reader.hours(group.id(), period.range());
    GroupDetails details =
        reader
            .details(List.of(group.id()), period.range())
            .getOrDefault(group.id(), GroupDetails.NONE);
    long events = hours.values().stream().mapToLong(count -> count).sum();
    ErrorRow row = ErrorRow.of(new CountedGroup(group, events), details, now);
    return ErrorAnswer.of(row, group, period, hours, shown);
  }

  private static NotFoundException notFound() {
    return new NotFoundException(
        "fingerprint: there is no error group with that fingerprint; see /api/v1/errors");
  }

  @POST
  @Path("{fingerprint}/resolve")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "resolveError",
      summary = "Mark an error group as resolved",
      description =
          "It is open again, and regressed, once one of its errors happens; if a version is named, only"
              + " in a later one. Requires the role admin.")
  @Parameter(name = "fingerprint", in = ParameterIn.PATH, description = ID)
  @RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ErrorChanges.ResolveError.class)))
  @APIResponse(
      responseCode = "200",
      description = "The group as it is now",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ErrorAnswer.class)))
  public Response resolve(
      @PathParam("fingerprint") String id,
      @Parameter(hidden = true) @HeaderParam(HttpHeaders.CONTENT_TYPE) String type,
      String text,
      @Context UriInfo uri,
      @Context RoutingContext context) {
    Change change = new Change(id, uri, context);
    JsonBody body = JsonBody.ofOptional(text, type);
    String version = body.text("version", false, LONGEST_VERSION).orElse("");
    body.check();
    return change.to(
        GroupStatus.RESOLVED,
        version.isEmpty() ? "" : "in version " + version,
        events ->
            new GroupState(GroupStatus.RESOLVED, false, change.millis(), change.by, version, 0, 0));
  }

  @POST
  @Path("{fingerprint}/ignore")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "ignoreError",
      summary = "Ignore an error group",
      description =
          "For good, or until a time, or until so many more of its errors have happened; with both,"
              + " until the first of them. Its errors are counted all the same. Requires the role"
              + " admin.")
  @Parameter(name = "fingerprint", in = ParameterIn.PATH, description = ID)
  @RequestBody(
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ErrorChanges.IgnoreError.class)))
  @APIResponse(
      responseCode = "200",
      description = "The group as it is now",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ErrorAnswer.class)))
  public Response ignore(
      @PathParam("fingerprint") String id,
      @Parameter(hidden = true) @HeaderParam(HttpHeaders.CONTENT_TYPE) String type,
      String text,
      @Context UriInfo uri,
      @Context RoutingContext context) {
    Change change = new Change(id, uri, context);
    JsonBody body = JsonBody.ofOptional(text, type);
    Optional<Instant> until = until(body, change.query);
    Optional<Long> more = body.number("events", 1, MOST_EVENTS);
    body.check();
    List<String> ends = new ArrayList<>();
    until.ifPresent(time -> ends.add("until " + time));
    more.ifPresent(events -> ends.add("until " + events + " more errors"));
    return change.to(
        GroupStatus.IGNORED,
        ends.isEmpty() ? "for good" : String.join(", ", ends),
        events ->
            new GroupState(
                GroupStatus.IGNORED,
                false,
                change.millis(),
                change.by,
                "",
                until.map(Instant::toEpochMilli).orElse(0L),
                more.map(number -> events + number).orElse(0L)));
  }

  private static Optional<Instant> until(JsonBody body, Query query) {
    Optional<Instant> until = body.parsed("until", LONGEST_TIME, query.times()::from);
    if (until.isPresent() && !until.get().isAfter(query.now())) {
      body.refuse("until", "is not in the future");
      return Optional.empty();
    }
    if (until.isPresent() && until.get().isAfter(query.now().plus(FURTHEST_AHEAD))) {
      body.refuse("until", "is more than " + FURTHEST_AHEAD.toDays() + " days ahead");
      return Optional.empty();
    }
    return until;
  }

  @POST
  @Path("{fingerprint}/reopen")
  @Produces(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "reopenError",
      summary = "Open an error group again",
      description = "It is neither resolved nor ignored any more. Requires the role admin.")
  @Parameter(name = "fingerprint", in = ParameterIn.PATH, description = ID)
  @RequestBody(
      description = "Nothing, or an empty object",
      content =
          @Content(
              mediaType = "application/json",
              schema =
                  @Schema(
                      type = org.eclipse.microprofile.openapi.annotations.enums.SchemaType.OBJECT)))
  @APIResponse(
      responseCode = "200",
      description = "The group as it is now",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = ErrorAnswer.class)))
  public Response reopen(
      @PathParam("fingerprint") String id,
      @Parameter(hidden = true) @HeaderParam(HttpHeaders.CONTENT_TYPE) String type,
      String text,
      @Context UriInfo uri,
      @Context RoutingContext context) {
    Change change = new Change(id, uri, context);
    JsonBody.ofOptional(text, type).check();
    return change.to(
        GroupStatus.OPEN,
        "",
        events -> new GroupState(GroupStatus.OPEN, false, change.millis(), change.by, "", 0, 0));
  }

  /** A request that changes the status of a group. */
  private final class Change {
    private final Query query;
    private final Fingerprint fingerprint;
    private final Period period;
    private final String by;
    private final String address;

    Change(String id, UriInfo uri, RoutingContext context) {
      query = queries.of(uri);
      Optional<Fingerprint> parsed = fingerprint(query, id);
      query.check();
      fingerprint = parsed.orElseThrow();
      Caller caller = Caller.of(context);
      by = caller.name();
      address = caller.address();
      Instant now = query.now();
      period = new Period(query.times().from(DEFAULT_START), now).hours();
    }

    long millis() {
      return query.now().toEpochMilli();
    }

    Response to(GroupStatus status, String detail, LongFunction<GroupState> state) {
      AuditEntry entry =
          new AuditEntry(
              query.now().truncatedTo(ChronoUnit.MILLIS),
              by,
              address,
              "error." + verb(status),
              fingerprint.toString(),
              detail);
      GroupState changed =
          table.change(fingerprint, state, entry).orElseThrow(ErrorsResource::notFound);
      errors.changed(fingerprint, changed);
      LOG.infof("The error group %s is %s: by %s %s", fingerprint, status.label(), by, detail);
      return Response.ok(answer(fingerprint, period, query.now())).build();
    }
  }

  private static String verb(GroupStatus status) {
    return switch (status) {
      case OPEN -> "reopen";
      case RESOLVED -> "resolve";
      case IGNORED -> "ignore";
    };
  }
}
