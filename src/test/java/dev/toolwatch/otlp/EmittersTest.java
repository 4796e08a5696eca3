package dev.toolwatch.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.cardinality.SeriesKey;
import dev.toolwatch.mcp.DecidedCalls;
import dev.toolwatch.mcp.JoinDriver;
import dev.toolwatch.mcp.Recogniser;
import dev.toolwatch.mcp.Recognition;
import dev.toolwatch.mcp.Recognitions;
import dev.toolwatch.mcp.SpanBatch;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Side;
import dev.toolwatch.signal.SpanView;
import dev.toolwatch.store.SessionTable;
import dev.toolwatch.usage.UsageFixture;
import dev.toolwatch.usage.UsageShard;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every emitter's fixture: what its spans come to is what its {@code expected.json} says was called.
 * See {@code fixtures/README.md} for how they were made.
 */
class EmittersTest {
  private static final Path FIXTURES = Path.of("src/test/resources/emitters");

  static Stream<String> emitters() throws IOException {
    return fixtures(true);
  }

  static Stream<String> onlyMetrics() throws IOException {
    return fixtures(false);
  }

  private static Stream<String> fixtures(boolean withSpans) throws IOException {
    try (Stream<Path> directories = Files.list(FIXTURES)) {
      return directories
          .filter(directory -> spanRequests(directory).isEmpty() != withSpans)
          .map(directory -> directory.getFileName().toString())
          .sorted()
          .toList()
          .stream();
    }
  }

  private static List<Path> spanRequests(Path directory) {
    try (Stream<Path> files = Files.list(directory.resolve("requests"))) {
      return files
          .filter(file -> !file.getFileName().toString().startsWith("metrics-"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("emitters")
  void emitter_inTheOrderSent_countsWhatWasCalled(String emitter) throws Exception {
    Path directory = FIXTURES.resolve(emitter);
    Seen seen = new Seen();
    play(spanRequests(directory), seen);
    check(directory, seen);
  }

  @ParameterizedTest
  @MethodSource("emitters")
  void emitter_inTheOppositeOrder_countsTheSame(String emitter) throws Exception {
    Path directory = FIXTURES.resolve(emitter);
    List<Path> requests = new ArrayList<>(spanRequests(directory));
    java.util.Collections.reverse(requests);
    Seen seen = new Seen();
    play(requests, seen);
    check(directory, seen);
  }

  private static void play(List<Path> requests, Seen seen) throws Exception {
    Recognition recognition = Recognitions.withDefaults();
    Recogniser recogniser = recognition.recogniser();
    JsonTraceDecoder decoder = new JsonTraceDecoder(recognition.vocabulary());
    JoinDriver join = new JoinDriver(recognition, seen);
    SpanBatch batch = new SpanBatch();
    long nowMillis = 1_000_000;
    for (Path request : requests) {
      byte[] body = Files.readAllBytes(request);
      decoder.decode(body, 0, body.length, new Feed(recogniser, batch));
      join.accept(batch, nowMillis += 10);
      batch.clear();
    }
    join.finish();
  }

  /** Points of metrics say nothing about who calls. */
  @ParameterizedTest
  @MethodSource("onlyMetrics")
  void emitterOfMetricsAlone_tellsNeitherUsersNorSessions(String emitter) throws IOException {
    checkIdentities(expected(FIXTURES.resolve(emitter)), new Seen());
  }

  private static JsonObject expected(Path directory) throws IOException {
    return new JsonObject(Files.readString(directory.resolve("expected.json")));
  }

  private static void check(Path directory, Seen seen) throws IOException {
    JsonObject expected = expected(directory);
    JsonArray rows =
        expected.getJsonArray("operationsFromSpans", expected.getJsonArray("operations"));
    Map<String, Integer> calls = new TreeMap<>();
    for (int i = 0; i < rows.size(); i++) {
      JsonObject row = rows.getJsonObject(i);
      calls.merge(rowOf(row), row.getInteger("count"), Integer::sum);
    }
    String emitter = directory.getFileName().toString();
    assertThat(seen.calls).as(emitter).isEqualTo(calls);
    checkIdentities(expected, seen);
    if (expected.containsKey("dependencies")) {
      assertThat(seen.dependencies).as("dependencies").isEqualTo(dependencies(expected));
    }
  }

  private static Object orUnknown(int count) {
    return count == 0 ? "unknown" : count;
  }

  private static Map<String, Integer> dependencies(JsonObject expected) {
    Map<String, Integer> calls = new TreeMap<>();
    for (Object one : expected.getJsonArray("dependencies")) {
      JsonObject row = (JsonObject) one;
      String kindAndName = row.getString("kind") + " | " + row.getString("name");
      calls.put(
          row.getString("service") + " | " + kindAndName + " | " + row.getString("outcome"),
          row.getInteger("count"));
    }
    return calls;
  }

  private static void checkIdentities(JsonObject expected, Seen seen) {
    assertThat(orUnknown(seen.users.size())).as("users").isEqualTo(expected.getValue("users"));
    assertThat(orUnknown(seen.sessions())).as("sessions").isEqualTo(expected.getValue("sessions"));
  }

  private static String rowOf(JsonObject row) {
    String method = row.getString("method");
    String tool = row.getString("tool", "");
    String outcome = row.getString("outcome");
    String error = row.getString("errorType", "");
    boolean unknownTool =
        outcome.equals("client_error") && tool.matches("no_such_tool|orders__nope");
    return String.join(
        " | ",
        row.getString("service"),
        row.getString("side").equals("client") ? "client" : "server",
        method.equals("orders/no_such_method") ? "__unknown__" : method,
        unknownTool ? "__unknown__" : tool,
        row.getString("prompt", ""),
        outcome,
        error.isEmpty() && !outcome.equals("ok") ? "_OTHER" : error);
  }

  private record Feed(Recogniser recogniser, SpanBatch batch) implements SpanHandler {
    @Override
    public void begin() {
      batch.clear();
    }

    @Override
    public void resource(SpanView view) {
      // the service is asked for with each span
    }

    @Override
    public void span(SpanView view) {
      assertThat(view.defect()).isNull();
      recogniser.recognise(recogniser.service(view.resource()), view, batch);
    }
  }

  /** What was counted, as one line for each kind of operation. */
  private static final class Seen implements DecidedCalls {
    private final Map<String, Integer> calls = new TreeMap<>();
    private final Map<String, Integer> dependencies = new TreeMap<>();
    private final Set<Long> users = new HashSet<>();
    private final UsageFixture usage = new UsageFixture();
    private final UsageShard shard = usage.openShard(Runnable::run);

    @Override
    public void operation(Operation operation) {
      String row =
          String.join(
              " | ",
              operation.service().name(),
              operation.side() == Side.CLIENT ? "client" : "server",
              operation.method(),
              operation.tool(),
              operation.prompt(),
              operation.outcome().label(),
              operation.errorType());
      calls.merge(row, 1, Integer::sum);
      if (operation.side() == Side.SERVER && operation.user() != 0) {
        users.add(operation.user());
      }
      shard.received(operation.endNanos() / 1_000_000);
      shard.record(
          operation,
          new SeriesKey(operation.service(), operation.method(), operation.tool(), ""),
          1);
    }

    /** Of servers, as the store would keep them. */
    private int sessions() {
      return usage.handOver().sessions().values().stream().mapToInt(SessionTable::size).sum();
    }

    @Override
    public void dependency(Operation call) {
      String row =
          String.join(
              " | ",
              call.service().name(),
              call.dependencyKind(),
              call.dependency(),
              call.outcome().label());
      dependencies.merge(row, 1, Integer::sum);
    }

    @Override
    public void auth(Operation attempt) {
      // not listed by the fixtures
    }
  }
}
