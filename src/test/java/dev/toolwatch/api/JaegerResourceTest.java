package dev.toolwatch.api;

import static dev.toolwatch.testing.Requests.attribute;
import static dev.toolwatch.testing.Requests.id;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.store.Batch;
import dev.toolwatch.testing.OtlpJson;
import dev.toolwatch.testing.Requests;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.json.JsonObject;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Jaeger's query API of kept traces, compared with what Jaeger 1.76 answered. */
class JaegerResourceTest {
  /** When the recorded trace began. */
  private static final Instant START = Instant.ofEpochSecond(1_795_763_084, 123);

  private static final long START_NANOS = START.getEpochSecond() * 1_000_000_000L + START.getNano();
  private static final Instant NOW = START.plusSeconds(3_600);
  private static final Path RECORDED = Path.of("src/test/resources/jaeger");
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;
  private ApiFixture api;

  @BeforeEach
  void open() {
    api =
        new ApiFixture(directory, new Batch(Map.of(), Map.of(), Map.of(), Map.of(), Map.of()), NOW);
  }

  @AfterEach
  void close() {
    api.close();
  }

  private void store(long id, String service, int seconds, Span.Builder... spans) {
    add(id, service, seconds, spans);
    api.traces().flush();
  }

  /** Is stored with the next flush. */
  private void add(long id, String service, int seconds, Span.Builder... spans) {
    api.traces()
        .store(
            0,
            id,
            service,
            "",
            Outcome.OK,
            START.plusSeconds(seconds),
            Duration.ofMillis(100),
            Requests.request(service, spans));
  }

  private static Span.Builder span(String name, long millis) {
    return Span.newBuilder()
        .setTraceId(id(0, 1))
        .setSpanId(id(1))
        .setName(name)
        .setKind(Span.SpanKind.SPAN_KIND_SERVER)
        .setStartTimeUnixNano(START_NANOS)
        .setEndTimeUnixNano(START_NANOS + millis * 1_000_000);
  }

  private static List<String> ids(JsonNode answer) {
    List<String> ids = new ArrayList<>();
    answer.path("data").forEach(trace -> ids.add(trace.path("traceID").asText()));
    return ids;
  }

  /** The spans by id: Jaeger gives them in the order in which they came, Toolwatch as they are drawn. */
  private static Map<String, JsonNode> spans(JsonNode trace) {
    Map<String, JsonNode> spans = new TreeMap<>();
    for (JsonNode span : trace.path("spans")) {
      // Of the same spans, in other words.
      ((ObjectNode) span).put("warnings", span.path("warnings").isNull() ? "none" : "some");
      for (JsonNode tag : span.path("tags")) {
        if (tag.path("type").asText().equals("float64")) {
          // 2 and 2.0 are the same number.
          ((ObjectNode) tag).put("value", tag.path("value").asDouble());
        }
      }
      spans.put(span.path("spanID").asText(), span);
    }
    return spans;
  }

  @Test
  void trace_isAsJaegerAnswersIt() throws IOException {
    ExportTraceServiceRequest sent =
        (ExportTraceServiceRequest)
            OtlpJson.read(
                new JsonObject(Files.readString(RECORDED.resolve("sent.json"))),
                ExportTraceServiceRequest.newBuilder());
    JsonNode recorded = JSON.readTree(RECORDED.resolve("answer.json").toFile());
    api.traces()
        .store(
            0x5b8efff798038103L,
            0xd269b633813fc60cL,
            "acme/orders-mcp",
            "find",
            Outcome.OK,
            START,
            Duration.ofMillis(150),
            ExportTraceServiceRequest.newBuilder()
                .addResourceSpans(sent.getResourceSpans(0))
                .build());
    api.traces().flush();
    JsonNode answer = api.read("jaeger/traces/5b8efff798038103d269b633813fc60c", "");
    JsonNode expected = recorded.path("data").path(0);
    JsonNode trace = answer.path("data").path(0);
    assertThat(spans(trace)).isEqualTo(spans(expected)).hasSize(4);
    // A service has its namespace in its name here.
    ObjectNode process = (ObjectNode) expected.path("processes").path("p1");
    assertThat(process.put("serviceName", "acme/" + process.path("serviceName").asText()))
        .isEqualTo(trace.path("processes").path("p1"));
    for (JsonNode whole : List.of(expected, trace)) {
      ((ObjectNode) whole).remove(List.of("spans", "processes"));
    }
    assertThat(answer).isEqualTo(recorded);
  }

  @Test
  void idsMayBeShort_andAreShownAsJaegerDoes() {
    store(0xABC, "orders", 0, span("a", 1));
    for (String id : List.of("abc", "0000000000000abc", "00000000000000000000000000000ABC")) {
      assertThat(ids(api.read("jaeger/traces/" + id, ""))).containsExactly("0000000000000abc");
    }
  }

  @Test
  void services_andTheirOperations() {
    store(1, "wiki", 0, span("tools/call find", 1));
    store(2, "acme/orders", 1, span("tools/call buy", 1));
    store(
        3,
        "acme/orders",
        2,
        span("tools/list", 1),
        span("GET", 1).setSpanId(id(2)).setKind(Span.SpanKind.SPAN_KIND_CLIENT));
    assertThat(api.read("jaeger/services", "").toString())
        .isEqualTo(
            "{\"data\":[\"acme/orders\",\"wiki\"],\"total\":2,\"limit\":0,\"offset\":0,\"errors\":null}");
    assertThat(api.read("jaeger/operations", "service=acme/orders").path("data").toString())
        .isEqualTo(
            "[{\"name\":\"GET\",\"spanKind\":\"client\"},{\"name\":\"tools/call buy\",\"spanKind\":\"server\"},"
                + "{\"name\":\"tools/list\",\"spanKind\":\"server\"}]");
    assertThat(
            api.read("jaeger/operations", "service=acme/orders&spanKind=client")
                .path("total")
                .asInt())
        .isEqualTo(1);
    assertThat(api.read("jaeger/operations", "service=nobody").path("data")).isEmpty();
    assertThat(api.read("jaeger/dependencies", "").toString())
        .isEqualTo("{\"data\":[],\"total\":0,\"limit\":0,\"offset\":0,\"errors\":null}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "service=orders | 3 2 1",
        "service=orders&limit=2 | 3 2",
        "service=orders&operation=buy | 2",
        "service=orders&minDuration=50ms | 3 2",
        "service=orders&maxDuration=50ms | 1",
        "service=orders&minDuration=15ms&maxDuration=75ms | 2",
        "service=orders&tags={\"k\":\"7\"} | 3",
        "service=orders&tags={\"k\":\"7\",\"span.kind\":\"server\"} | 3",
        "service=orders&tags={\"k\":\"8\"} | ``",
        "service=orders&tag=event:retry | 2",
        "service=orders&start=1795763085000000 | 3 2",
        "service=orders&end=1795763084500000 | 1",
        "service=orders&start=99999999999999999 | ``",
        "service=nobody | ``",
        "traceID=2&traceID=1 | 2 1",
      })
  void search_findsTracesByWhatASpanHas(String query, String found) {
    store(1, "orders", 0, span("find", 10));
    store(2, "orders", 1, span("buy", 60).addEvents(Span.Event.newBuilder().setName("retry")));
    store(3, "orders", 2, span("find", 90).addAttributes(attribute("k", 7)));
    JsonNode answer = api.read("jaeger/traces", query);
    assertThat(ids(answer).stream().map(id -> id.replaceFirst("^0+", "")))
        .containsExactly(found.isEmpty() ? new String[0] : found.split(" ", -1));
    assertThat(answer.path("errors").isNull()).isTrue();
  }

  @Test
  void traceThatIsNotThere_isSaid() {
    store(1, "orders", 0, span("find", 10));
    assertThat(api.read("jaeger/traces", "traceID=1&traceID=77").path("errors").toString())
        .isEqualTo("[{\"msg\":\"trace not found\",\"traceID\":\"0000000000000077\"}]");
    assertThatThrownBy(() -> api.read("jaeger/traces/77", ""))
        .isInstanceOf(JaegerException.class)
        .hasMessage("trace not found");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "limit=3 | parameter 'service' is required",
        "service=a&limit=0 | unable to parse param 'limit': it is not a number from 1 to 1500",
        "service=a&limit=1501 | unable to parse param 'limit': it is not a number from 1 to 1500",
        "service=a&start=x | unable to parse param 'start': it is not a whole number",
        "service=a&minDuration=5 | unable to parse param 'minDuration': it is not a duration",
        "service=a&minDuration=2s&maxDuration=1s | 'maxDuration' should be greater",
        "service=a&tags=x | malformed 'tags' parameter",
        "service=a&tags={\"k\":1} | malformed 'tags' parameter",
        "service=a&tags=[\"k\"] | malformed 'tags' parameter",
        "service=a&tag=k | malformed 'tag' parameter",
        "traceID=xyz | the trace id is not up to 32 hexadecimal digits",
      })
  void wrongRequest_isToldWhy(String query, String message) {
    assertThatThrownBy(() -> api.read("jaeger/traces", query))
        .isInstanceOf(JaegerException.class)
        .hasMessageStartingWith(message);
    try (Response refused =
        JaegerResource.refusal(Response.Status.BAD_REQUEST, "parameter 'service' is required")) {
      assertThat(refused.getStatus()).isEqualTo(400);
      assertThat(new String((byte[]) refused.getEntity(), UTF_8))
          .isEqualTo(
              "{\"data\":null,\"total\":0,\"limit\":0,\"offset\":0,\"errors\":[{\"code\":400,\"msg\":\"parameter 'service' is required\"}]}");
    }
  }

  @Test
  void searchBeyondItsLimits_saysThatNotAllWasRead() {
    for (int i = 0; i <= JaegerSearch.MAX_TRACES; i++) {
      api.traces()
          .store(
              0,
              i + 1,
              "orders",
              "",
              Outcome.OK,
              START.plusMillis(i),
              Duration.ofSeconds(1),
              Requests.request("orders", span("find", 1)));
    }
    api.traces().flush();
    JsonNode none = api.read("jaeger/traces", "service=orders&operation=none");
    assertThat(none.path("data")).isEmpty();
    assertThat(none.path("errors").path(0).path("msg").asText())
        .startsWith("not all traces were searched");
    assertThat(api.read("jaeger/traces", "service=orders&limit=1500").path("data")).hasSize(1500);
  }

  @Test
  void searchBeyondItsSpans_saysThatNotAllWasRead() {
    int spans = 10_000;
    Span.Builder[] many =
        IntStream.range(0, spans)
            .mapToObj(i -> span("find", 1).setSpanId(id(i + 1L)))
            .toArray(Span.Builder[]::new);
    int fitting = JaegerSearch.MAX_SPANS / spans;
    for (int i = 1; i <= fitting + 1; i++) {
      store(i, "orders", i, many);
    }
    JsonNode none = api.read("jaeger/traces", "service=orders&operation=none");
    assertThat(none.path("errors").path(0).path("msg").asText())
        .startsWith("not all traces were searched");
    // All but the first: they are as many as fit.
    JsonNode others =
        api.read("jaeger/traces", "service=orders&operation=none&start=1795763086000000");
    assertThat(others.path("errors").isNull()).isTrue();
  }

  @Test
  void servicesAndOperations_areAThousandAtMost() {
    List<Span.Builder> spans = new ArrayList<>();
    for (int i = 0; i <= 1_000; i++) {
      spans.add(span("operation-%04d".formatted(i), 1).setSpanId(id(i + 1L)));
      add(i + 1L, "service-%04d".formatted(i), 0, span("find", 1));
    }
    api.traces().flush();
    assertThat(api.read("jaeger/services", "").path("data"))
        .hasSize(1_000)
        .last()
        .hasToString("\"service-0999\"");
    store(5_000, "orders", 0, spans.toArray(Span.Builder[]::new));
    assertThat(api.read("jaeger/operations", "service=orders").path("data")).hasSize(1_000);
  }

  @Test
  void moreIdsOrTagsThanTheLimit_areRefused() {
    store(1, "orders", 0, span("find", 10));
    String ids = "traceID=1&".repeat(99) + "traceID=1";
    assertThat(ids(api.read("jaeger/traces", ids))).hasSize(1);
    assertThatThrownBy(() -> api.read("jaeger/traces", ids + "&traceID=1"))
        .isInstanceOf(JaegerException.class)
        .hasMessage("there are more than 100 trace ids");
    String tags =
        IntStream.range(0, 100).mapToObj(i -> "&tag=k" + i + ":v").collect(Collectors.joining());
    assertThat(ids(api.read("jaeger/traces", "service=orders" + tags))).isEmpty();
    for (String more : List.of("&tag=more:v", "&tags={\"more\":\"v\"}")) {
      assertThatThrownBy(() -> api.read("jaeger/traces", "service=orders" + tags + more))
          .isInstanceOf(JaegerException.class)
          .hasMessage("there are more than 100 tags");
    }
  }

  @Test
  void notANumber_isText_sinceJsonHasNone() {
    store(
        1,
        "orders",
        0,
        span("find", 10)
            .addAttributes(attribute("d", AnyValue.newBuilder().setDoubleValue(Double.NaN))));
    assertThat(
            api.read("jaeger/traces/1", "")
                .path("data")
                .path(0)
                .path("spans")
                .path(0)
                .path("tags")
                .path(0)
                .toString())
        .isEqualTo("{\"key\":\"d\",\"type\":\"float64\",\"value\":\"NaN\"}");
  }
}
