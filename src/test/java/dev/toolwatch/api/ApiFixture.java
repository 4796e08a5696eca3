package dev.toolwatch.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.toolwatch.store.Batch;
import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.History;
import dev.toolwatch.store.Retention;
import dev.toolwatch.store.Store;
import dev.toolwatch.store.StoreLocation;
import dev.toolwatch.store.StoreSettings;
import io.smallrye.config.SmallRyeConfigBuilder;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.core.Variant;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** The resources of the API over a SQLite store, without a server. */
final class ApiFixture implements AutoCloseable {
  private final ObjectMapper mapper =
      new ObjectMapper()
          .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

  private final Store store;
  private final History history;
  private final Queries queries;
  private final Answers answers;

  /**
   * @param directory where the store is, empty
   * @param batch what it holds
   */
  ApiFixture(Path directory, Batch batch, Instant now) {
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
    queries = new Queries(() -> now, history, retention);
    StoreSettings settings =
        new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(StoreSettings.class)
            .build()
            .getConfigMapping(StoreSettings.class);
    answers = new Answers(mapper, settings);
  }

  Store store() {
    return store;
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
      case "tools" -> new ToolsResource(queries, history, answers).tools(uri, request);
      case "clients" -> new ClientsResource(queries, history, answers).clients(uri, request);
      case "active" -> new UsersResource(queries, history, answers).active(uri, request);
      case "weeks" -> new WeeksResource(queries, history, answers).weeks(uri, request);
      case "tool" -> new SeriesResource(queries, history, answers).seriesByQuery(uri, request);
      case "retention" -> new RetentionResource(queries, history, answers).retention(uri, request);
      case "series" -> new SeriesResource(queries, history, answers).series("find", uri, request);
      default -> throw new IllegalArgumentException(path);
    };
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
    for (String part : query.split("&", -1)) {
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
