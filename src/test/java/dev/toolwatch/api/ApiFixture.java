package dev.toolwatch.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.toolwatch.errors.ErrorGroupReader;
import dev.toolwatch.errors.ErrorGroupTable;
import dev.toolwatch.errors.ErrorsFixture;
import dev.toolwatch.probe.ProbeView;
import dev.toolwatch.security.Identity;
import dev.toolwatch.security.Role;
import dev.toolwatch.signal.ShownUsers;
import dev.toolwatch.signal.SteadyClock;
import dev.toolwatch.store.AuditLog;
import dev.toolwatch.store.AuditQueue;
import dev.toolwatch.store.Batch;
import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.History;
import dev.toolwatch.store.Retention;
import dev.toolwatch.store.Store;
import dev.toolwatch.store.StoreLocation;
import dev.toolwatch.store.StoreSettings;
import dev.toolwatch.traces.MadeHotspots;
import dev.toolwatch.traces.StoredTraces;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.core.Variant;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The resources of the API over a SQLite store, without a server. */
final class ApiFixture implements AutoCloseable {
  private final ObjectMapper mapper =
      new ObjectMapper()
          .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

  private final List<ProbeView> probes = new ArrayList<>();
  private final InstantSource clock;
  private final Store store;
  private final History history;
  private final Queries queries;
  private final Answers answers;
  private final MadeHotspots hotspots;
  private final StoredTraces traces;
  private final JaegerResource jaeger;
  private final TraceGate gate =
      new TraceGate(1, Duration.ZERO, () -> () -> {}, SteadyClock.of(Instant::now));

  /**
   * @param directory where the store is, empty
   * @param batch what it holds
   */
  ApiFixture(Path directory, Batch batch, Instant now) {
    clock = InstantSource.fixed(now);
    Retention retention =
        new Retention(Duration.ofDays(7), Duration.ofDays(100), Duration.ofDays(1_095));
    store =
        new Store(
            new StoreLocation.Directory(directory),
            new Calendar(ZoneOffset.UTC),
            Duration.ofMinutes(30),
            retention,
            "a",
            () -> now);
    store.add(batch, 1);
    history = store.history();
    hotspots = new MadeHotspots(store.transactions(), () -> now);
    queries = new Queries(() -> now, history, retention);
    StoreSettings settings =
        new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(StoreSettings.class)
            .build()
            .getConfigMapping(StoreSettings.class);
    answers = new Answers(mapper, settings);
    traces = new StoredTraces(store, now);
    jaeger = new JaegerResource(new JaegerSearch(traces.traces()), gate, () -> now);
  }

  Store store() {
    return store;
  }

  /** Probes that can be found. */
  List<ProbeView> probes() {
    return probes;
  }

  MadeHotspots hotspots() {
    return hotspots;
  }

  StoredTraces traces() {
    return traces;
  }

  /** A path of Jaeger's API, or a trace. */
  JsonNode read(String path, String query) {
    try {
      return mapper.readTree(bytes(get(path, query, MediaType.APPLICATION_JSON_TYPE)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] bytes(Response response) throws IOException {
    if (response.getEntity() instanceof StreamingOutput streamed) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      streamed.write(out);
      return out.toByteArray();
    }
    return (byte[]) response.getEntity();
  }

  @Override
  public void close() {
    store.close();
  }

  JsonNode json(String path, String query) {
    try {
      return mapper.readTree(body(path, query, MediaType.APPLICATION_JSON_TYPE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String csv(String path, String query) {
    return new String(body(path, query, new MediaType("text", "csv")), UTF_8);
  }

  private byte[] body(String path, String query, MediaType form) {
    return (byte[]) get(path, query, form).getEntity();
  }

  Response get(String path, String query, MediaType form) {
    UriInfo uri = uri(path, query);
    Request request = request(form);
    return switch (path) {
      case "services" -> new ServicesResource(queries, history, answers).services(uri, request);
      case "services/series" ->
          new ServiceSeriesResource(queries, history, answers).series(uri, request);
      case "tools" -> new ToolsResource(queries, history, answers).tools(uri, request);
      case "clients" -> new ClientsResource(queries, history, answers).clients(uri, request);
      case "active" ->
          new UsersResource(
                  queries,
                  history,
                  answers,
                  new AccessAudit(new AuditQueue(store.transactions(), clock), clock),
                  ShownUsers.AS_COUNTED)
              .active(uri, request);
      case "weeks" -> new WeeksResource(queries, history, answers).weeks(uri, request);
      case "tool" -> new SeriesResource(queries, history, answers).seriesByQuery(uri, request);
      case "retention" -> new RetentionResource(queries, history, answers).retention(uri, request);
      case "traces/hotspots" ->
          new HotspotsResource(queries, history, hotspots.hotspots(), answers)
              .hotspots(uri, request);
      case "series" -> new SeriesResource(queries, history, answers).series("find", uri, request);
      case "traces" ->
          new TracesResource(queries, traces.traces(), gate, answers, mapper).traces(uri, request);
      case "errors" -> errors().errors(uri, request);
      case "search" ->
          new SearchResource(
                  queries,
                  history,
                  new ErrorGroupReader(store.transactions()),
                  traces.traces(),
                  () -> probes,
                  answers)
              .search(uri, request);
      case "audit" ->
          new AuditResource(
                  queries, new AuditLog(store.transactions(), Duration.ofDays(1_095)), answers)
              .audit(uri, request, context("alice"));
      case "jaeger/services" -> jaeger.services();
      case "jaeger/operations" -> jaeger.operationsWithKinds(uri);
      case "jaeger/traces" -> jaeger.traces(uri);
      case "jaeger/dependencies" -> jaeger.dependencies();
      default -> below(path, uri, request);
    };
  }

  /** Paths that end in a name. */
  private Response below(String path, UriInfo uri, Request request) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    return switch (path.substring(0, path.lastIndexOf('/'))) {
      case "traces" ->
          new TracesResource(queries, traces.traces(), gate, answers, mapper)
              .trace(name, uri, request);
      case "errors" -> errors().error(name, uri, request);
      case "jaeger/traces" -> jaeger.trace(name);
      default -> throw new IllegalArgumentException(path);
    };
  }

  private ErrorsResource errors() {
    return new ErrorsResource(
        queries,
        new ErrorGroupReader(store.transactions()),
        new ErrorGroupTable(store.transactions()),
        new ErrorsFixture().errors,
        ShownUsers.AS_COUNTED,
        answers);
  }

  /**
   * Changes an error group.
   *
   * @param change {@code resolve}, {@code ignore} or {@code reopen}
   * @param token the name of the token
   */
  JsonNode change(String fingerprint, String change, String body, String token) {
    UriInfo uri = uri("errors/" + fingerprint + "/" + change, "");
    RoutingContext context = context(token);
    Response answer =
        switch (change) {
          case "resolve" -> errors().resolve(fingerprint, "application/json", body, uri, context);
          case "ignore" -> errors().ignore(fingerprint, "application/json", body, uri, context);
          case "reopen" -> errors().reopen(fingerprint, "application/json", body, uri, context);
          default -> throw new IllegalArgumentException(change);
        };
    return mapper.valueToTree(answer.getEntity());
  }

  private static RoutingContext context(String token) {
    Identity identity = new Identity(token, Set.of(Role.ADMIN), "", null);
    return (RoutingContext)
        Proxy.newProxyInstance(
            ApiFixture.class.getClassLoader(),
            new Class<?>[] {RoutingContext.class},
            (proxy, method, arguments) -> method.getName().equals("get") ? identity : null);
  }

  private static Request request(MediaType form) {
    return (Request)
        Proxy.newProxyInstance(
            ApiFixture.class.getClassLoader(),
            new Class<?>[] {Request.class},
            (proxy, method, arguments) ->
                method.getName().equals("selectVariant")
                    ? ((List<?>) arguments[0])
                        .stream()
                            .map(Variant.class::cast)
                            .filter(variant -> variant.getMediaType().isCompatible(form))
                            .findFirst()
                            .orElse(null)
                    : null);
  }

  private static UriInfo uri(String path, String query) {
    MultivaluedMap<String, String> given = new MultivaluedHashMap<>();
    for (String part : query.isEmpty() ? new String[0] : query.split("&", -1)) {
      String[] pair = part.split("=", 2);
      given.add(pair[0], pair[1]);
    }
    return (UriInfo)
        Proxy.newProxyInstance(
            ApiFixture.class.getClassLoader(),
            new Class<?>[] {UriInfo.class},
            (proxy, method, arguments) ->
                method.getName().equals("getQueryParameters") ? given : "/api/v1/" + path);
  }
}
