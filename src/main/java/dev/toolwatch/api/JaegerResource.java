package dev.toolwatch.api;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.toolwatch.store.QueryRefusedException;
import dev.toolwatch.store.StoreException;
import dev.toolwatch.traces.StoredTrace;
import dev.toolwatch.traces.Waterfall;
import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/**
 * The part of Jaeger's query API that Grafana's Jaeger data source and Jaeger's user interface ask, of
 * kept traces (jaeger, {@code cmd/jaeger/internal/extension/jaegerquery}; compared with Jaeger 1.76).
 */
@Path("/jaeger/api")
@RequestScoped
class JaegerResource {
  /** Traces that one request may name. */
  private static final int MAX_IDS = 100;

  private static final String NOT_FOUND = "trace not found";
  private static final String FRESH = "no-store";

  private final JaegerSearch search;
  private final TraceGate gate;
  private final InstantSource clock;

  JaegerResource(JaegerSearch search, TraceGate gate, InstantSource clock) {
    this.search = search;
    this.gate = gate;
    this.clock = clock;
  }

  @GET
  @Path("services")
  @Operation(hidden = true)
  public Response services() {
    List<String> services = search.services();
    return answer(services.size(), json -> strings(json.generator(), services));
  }

  /** Grafana does not encode the slash in a service's name. */
  @GET
  @Path("services/{service: .+}/operations")
  @Operation(hidden = true)
  public Response operations(@PathParam("service") String service) {
    List<String> names =
        gate.read(() -> search.operations(service)).stream()
            .map(JaegerSearch.NamedOperation::name)
            .distinct()
            .toList();
    return answer(names.size(), json -> strings(json.generator(), names));
  }

  private static void strings(JsonGenerator json, List<String> texts) throws IOException {
    json.writeStartArray();
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  @GET
  @Path("operations")
  @Operation(hidden = true)
  public Response operationsWithKinds(@Context UriInfo uri) {
    MultivaluedMap<String, String> given = uri.getQueryParameters();
    String service = JaegerQuery.text(given, "service");
    if (service == null) {
      throw JaegerQuery.refused("parameter 'service' is required");
    }
    String kind = JaegerQuery.text(given, "spanKind");
    SortedSet<JaegerSearch.NamedOperation> all = gate.read(() -> search.operations(service));
    List<JaegerSearch.NamedOperation> wanted =
        all.stream().filter(one -> kind == null || one.kind().equals(kind)).toList();
    return answer(
        wanted.size(),
        json -> {
          JsonGenerator to = json.generator();
          to.writeStartArray();
          for (JaegerSearch.NamedOperation one : wanted) {
            to.writeStartObject();
            to.writeStringField("name", one.name());
            to.writeStringField("spanKind", one.kind());
            to.writeEndObject();
          }
          to.writeEndArray();
        });
  }

  /** Kept traces are too few to tell how often services call each other. */
  @GET
  @Path("dependencies")
  @Operation(hidden = true)
  public Response dependencies() {
    return answer(0, json -> strings(json.generator(), List.of()));
  }

  @GET
  @Path("traces/{trace_id}")
  @Operation(hidden = true)
  public Response trace(@PathParam("trace_id") String text) {
    TraceId id = id(text);
    if (!gate.read(() -> search.trace(id).isPresent())) {
      throw new JaegerException(Response.Status.NOT_FOUND, NOT_FOUND);
    }
    return streamed(
        json -> {
          JsonGenerator to = json.generator();
          to.writeStartArray();
          Optional<Waterfall> trace = search.trace(id);
          if (trace.isPresent()) {
            json.trace(id, trace.get());
          }
          to.writeEndArray();
          json.end(0, List.of());
        });
  }

  private static TraceId id(String text) {
    try {
      return TraceId.ofAnyLength(text);
    } catch (IllegalArgumentException e) {
      throw JaegerQuery.refused("the trace id " + e.getMessage());
    }
  }

  @GET
  @Path("traces")
  @Operation(hidden = true)
  public Response traces(@Context UriInfo uri) {
    MultivaluedMap<String, String> given = uri.getQueryParameters();
    List<String> ids = given.getOrDefault("traceID", List.of());
    if (!ids.isEmpty()) {
      return traces(ids);
    }
    JaegerQuery query = JaegerQuery.of(given, clock.instant());
    List<StoredTrace> first = search.begin(query);
    return streamed(
        json -> {
          JsonGenerator to = json.generator();
          to.writeStartArray();
          boolean cut = search.search(query, first, json::trace);
          to.writeEndArray();
          json.end(0, cut ? List.of(limited()) : List.of());
        });
  }

  private static JaegerJson.Trouble limited() {
    String message =
        "not all traces were searched: a search reads "
            + JaegerSearch.MAX_TRACES
            + " traces and "
            + JaegerSearch.MAX_SPANS
            + " spans; ask for a shorter period";
    return new JaegerJson.Trouble(0, message, null);
  }

  private Response traces(List<String> ids) {
    if (ids.size() > MAX_IDS) {
      throw JaegerQuery.refused("there are more than " + MAX_IDS + " trace ids");
    }
    List<TraceId> wanted = ids.stream().map(JaegerResource::id).distinct().toList();
    return streamed(
        json -> {
          List<JaegerJson.Trouble> troubles = new ArrayList<>();
          JsonGenerator to = json.generator();
          to.writeStartArray();
          for (TraceId id : wanted) {
            Optional<Waterfall> trace = search.trace(id);
            if (trace.isPresent()) {
              json.trace(id, trace.get());
            } else {
              troubles.add(new JaegerJson.Trouble(0, NOT_FOUND, JaegerJson.hex(id)));
            }
          }
          to.writeEndArray();
          json.end(0, troubles);
        });
  }

  private static Response answer(int total, JaegerJson.Data data) {
    return Response.ok(JaegerJson.answer(total, data, List.of()), MediaType.APPLICATION_JSON_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, FRESH)
        .build();
  }

  /** An answer that is written while it is sent. */
  private Response streamed(JaegerJson.Data data) {
    StreamingOutput body =
        out -> {
          try (JaegerJson json = new JaegerJson(out)) {
            json.begin();
            data.write(json);
          }
        };
    return Response.ok(gate.written(body), MediaType.APPLICATION_JSON_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, FRESH)
        .build();
  }

  @ServerExceptionMapper
  Response refused(JaegerException refused) {
    return refusal(refused.status(), refused.getMessage());
  }

  @ServerExceptionMapper
  Response tooMuch(QueryRefusedException refused) {
    return refusal(Response.Status.SERVICE_UNAVAILABLE, refused.getMessage());
  }

  @ServerExceptionMapper
  Response away(StoreException away) {
    return refusal(Response.Status.SERVICE_UNAVAILABLE, "the store cannot be read");
  }

  /** An error as Jaeger answers it. */
  static Response refusal(Response.Status status, String message) {
    byte[] body =
        JaegerJson.answer(
            0,
            json -> json.generator().writeNull(),
            List.of(new JaegerJson.Trouble(status.getStatusCode(), message, null)));
    return Response.status(status)
        .type(MediaType.APPLICATION_JSON_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, FRESH)
        .entity(body)
        .build();
  }
}
