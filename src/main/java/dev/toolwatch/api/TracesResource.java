package dev.toolwatch.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.traces.KeptTraces;
import dev.toolwatch.traces.StoredTrace;
import dev.toolwatch.traces.TraceFilter;
import dev.toolwatch.traces.Waterfall;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** Kept traces: their list, and each with its spans. */
@Path("/api/v1/traces")
@RequestScoped
class TracesResource {
  static final List<String> OUTCOMES = Arrays.stream(Outcome.values()).map(Outcome::label).toList();

  private final Queries queries;
  private final KeptTraces traces;
  private final TraceGate gate;
  private final Answers answers;
  private final ObjectMapper json;

  TracesResource(
      Queries queries, KeptTraces traces, TraceGate gate, Answers answers, ObjectMapper json) {
    this.queries = queries;
    this.traces = traces;
    this.gate = gate;
    this.answers = answers;
    this.json = json;
  }

  @GET
  @Operation(
      operationId = "traces",
      summary = "Kept traces, the latest first",
      description =
          "Traces with errors, slow ones, some of each service, tool and outcome, and a share of all"
              + " others are kept. A trace belongs to the time at which it began.")
  @Parameter(name = "service", in = ParameterIn.QUERY)
  @Parameter(name = "tool", in = ParameterIn.QUERY)
  @Parameter(name = "outcome", in = ParameterIn.QUERY)
  @Parameter(name = "min_duration", in = ParameterIn.QUERY)
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
              schema = @Schema(implementation = TracesAnswer.class)))
  public Response traces(@Context UriInfo uri, @Context Request request) {
    Query query = queries.of(uri);
    ServiceId service = query.service();
    String tool = query.parameters().text("tool").orElse(null);
    Outcome outcome = query.parameters().parsed("outcome", null, TracesResource::outcome);
    long least = query.parameters().parsed("min_duration", 0L, DurationExpression::nanos);
    Query.Paging paging = query.paging();
    Period period = query.period("now-7d");
    query.check();

    List<StoredTrace> found =
        traces.list(
            new TraceFilter(
                Query.name(service),
                tool,
                outcome,
                least,
                period.from().toEpochMilli(),
                period.to().toEpochMilli(),
                paging.after().map(TracesResource::trace).orElse(null),
                paging.limit() + 1));
    boolean more = found.size() > paging.limit();
    List<StoredTrace> rows = more ? found.subList(0, paging.limit()) : found;
    Page<TraceRow> page =
        new Page<>(
            rows.stream().map(TraceRow::of).toList(),
            more ? Optional.of(position(rows.get(rows.size() - 1))) : Optional.empty());
    return answers.of(
        uri,
        request,
        new TracesAnswer(period.from(), period.to(), page.rows(), query.next(page, period)),
        false);
  }

  private static Outcome outcome(String label) {
    int place = OUTCOMES.indexOf(label);
    if (place < 0) {
      throw new IllegalArgumentException("is not one of " + String.join(", ", OUTCOMES));
    }
    return Outcome.values()[place];
  }

  /** A double cannot hold the nanoseconds of a time. */
  private static Position position(StoredTrace trace) {
    return new Position(
        0,
        Long.toString(trace.startNanos()),
        new TraceId(trace.idHigh(), trace.idLow()).toString());
  }

  /** What a listing needs to know of the trace at a position. A cursor may be anything. */
  private static StoredTrace trace(Position position) {
    try {
      TraceId id = TraceId.of(position.detail());
      long start = Long.parseLong(position.name());
      return new StoredTrace(
          id.high(), id.low(), null, "", "", Outcome.OK, start, start, 0, "", List.of());
    } catch (IllegalArgumentException e) {
      throw new InvalidParametersException(
          List.of(new InvalidParameter("cursor", "is not a cursor of this API")));
    }
  }

  @GET
  @Path("{trace_id}")
  @Operation(
      operationId = "trace",
      summary = "A kept trace with its spans, ready to be drawn",
      description =
          "Spans come each below its parent, siblings by their start, with self time and critical"
              + " path. format=otlp answers the trace as OTLP/JSON.")
  @Parameter(
      name = "trace_id",
      in = ParameterIn.PATH,
      description = "The trace's id, 32 hexadecimal digits")
  @Parameter(name = "format", in = ParameterIn.QUERY)
  @APIResponse(
      responseCode = "200",
      content =
          @Content(
              mediaType = "application/json",
              schema = @Schema(implementation = TraceAnswer.class)))
  public Response trace(
      @PathParam("trace_id") String text, @Context UriInfo uri, @Context Request request) {
    Query query = queries.of(uri);
    TraceId id = null;
    try {
      id = TraceId.of(text);
    } catch (IllegalArgumentException e) {
      query.parameters().refuse("trace_id", e.getMessage());
    }
    boolean otlp = query.parameters().text("format").filter(Query.OTLP::equals).isPresent();
    query.check();

    TraceId known = id;
    // Read again while it is sent: until then nothing of it stays in memory.
    String version = gate.read(() -> version(find(known), otlp));
    return answers.of(uri, request, version, gate.written(out -> write(find(known), otlp, out)));
  }

  private StoredTrace find(TraceId id) {
    return traces
        .find(id.high(), id.low())
        .orElseThrow(
            () ->
                new NotFoundException(
                    "trace_id: no trace with that id is kept; see /api/v1/traces"));
  }

  private void write(StoredTrace trace, boolean otlp, OutputStream out) throws IOException {
    if (otlp) {
      new OtlpJsonWriter().write(trace.requests(), out);
    } else {
      json.writeValue(out, TraceAnswer.of(trace, Waterfall.of(trace.requests())));
    }
  }

  /** Whatever changes of a trace, its spans become more. */
  private static String version(StoredTrace trace, boolean otlp) {
    return String.join(
        " ",
        new TraceId(trace.idHigh(), trace.idLow()).toString(),
        trace.reason().label(),
        Integer.toString(trace.spans()),
        Long.toString(trace.startNanos()),
        Long.toString(trace.endNanos()),
        Integer.toString(trace.requests().size()),
        Boolean.toString(otlp));
  }
}
