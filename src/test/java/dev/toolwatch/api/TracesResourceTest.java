package dev.toolwatch.api;

import static dev.toolwatch.testing.Requests.attribute;
import static dev.toolwatch.testing.Requests.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.store.Batch;
import dev.toolwatch.testing.OtlpJson;
import dev.toolwatch.testing.Requests;
import dev.toolwatch.traces.Waterfall;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import io.vertx.core.json.JsonObject;
import jakarta.ws.rs.NotAcceptableException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.MediaType;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Kept traces by the API, over a store. */
class TracesResourceTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:30Z");
  private static final Instant START = Instant.parse("2026-11-22T11:00:00.000000123Z");
  private static final long START_NANOS = START.getEpochSecond() * 1_000_000_000L + START.getNano();
  private static final String ID = "00000000000000010000000000000002";

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

  private static Span.Builder span(long id, long parent, String name, long from, long to) {
    Span.Builder span =
        Span.newBuilder()
            .setTraceId(id(1, 2))
            .setSpanId(id(id))
            .setName(name)
            .setKind(Span.SpanKind.SPAN_KIND_SERVER)
            .setStartTimeUnixNano(START_NANOS + from)
            .setEndTimeUnixNano(START_NANOS + to);
    return parent == 0 ? span : span.setParentSpanId(id(parent));
  }

  private void store(ExportTraceServiceRequest request) {
    api.traces().store(1, 2, "orders", "find", Outcome.OK, START, Duration.ofMillis(100), request);
    api.traces().flush();
  }

  /** A hundred traces, each a second after the one before. */
  private void storeMany() {
    for (int i = 0; i < 100; i++) {
      api.traces()
          .store(
              i % 7,
              i + 1,
              i % 2 == 0 ? "orders" : "wiki",
              i % 5 == 0 ? "" : "find",
              Outcome.values()[i % 3],
              START.plusSeconds(i),
              Duration.ofMillis(i),
              Requests.request("orders", span(1, 0, "s", 0, 1)));
    }
    api.traces().flush();
  }

  private List<String> ids(JsonNode answer) {
    List<String> ids = new ArrayList<>();
    answer.path("traces").forEach(row -> ids.add(row.path("trace_id").asText()));
    return ids;
  }

  @Test
  void traces_areListed_theLatestFirst_pageByPage() {
    storeMany();
    List<String> paged = new ArrayList<>();
    String cursor = "";
    int pages = 0;
    do {
      JsonNode page = api.json("traces", "limit=30" + cursor);
      paged.addAll(ids(page));
      cursor =
          page.path("next_cursor").isNull() ? "" : "&cursor=" + page.path("next_cursor").asText();
      pages++;
    } while (!cursor.isEmpty());
    assertThat(pages).isEqualTo(4);
    assertThat(paged)
        .hasSize(100)
        .doesNotHaveDuplicates()
        .isEqualTo(ids(api.json("traces", "limit=1000")));
    assertThat(paged.get(0)).isEqualTo("0000000000000001" + "0000000000000064");
  }

  @Test
  void row_hasWhatIsKnownOfATrace() {
    store(Requests.request("orders", span(1, 0, "s", 0, 1)));
    JsonNode row = api.json("traces", "").path("traces").path(0);
    assertThat(row.toString())
        .isEqualTo(
            "{\"trace_id\":\""
                + ID
                + "\",\"started\":\"2026-11-22T11:00:00.000000123Z\",\"duration_seconds\":0.1,"
                + "\"service\":\"orders\",\"tool\":\"find\",\"outcome\":\"ok\",\"spans\":1,"
                + "\"reason\":\"slow\",\"slowest\":\"query\"}");
    assertThat(api.csv("traces", ""))
        .isEqualTo(
            "trace_id,started,duration_seconds,service,tool,outcome,spans,reason,slowest\r\n"
                + ID
                + ",2026-11-22T11:00:00.000000123Z,0.1,orders,find,ok,1,slow,query\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "service=wiki, 50",
    "service=nobody, 0",
    "tool=find, 80",
    "outcome=server_error, 33",
    "outcome=client_error&service=orders, 16",
    "min_duration=90ms, 10",
    "min_duration=0.09, 10",
    "min_duration=1h, 0",
    "from=2026-11-22T11:01:00Z, 40",
    "from=2026-11-22T11:01:00Z&to=2026-11-22T11:01:30Z, 40",
    "to=2026-11-22T11:01:00Z, 60",
  })
  void filters_narrowTheList(String query, int traces) {
    storeMany();
    assertThat(ids(api.json("traces", query))).hasSize(traces);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "outcome=bad | outcome: is not one of ok, client_error, server_error",
        "min_duration=soon | min_duration: is not a duration such as 250ms",
        "min_duration=-1s | min_duration: is not a duration",
        "min_duration=99999999999999h | min_duration: is longer than",
        "limit=1001 | limit: is not a number from 1 to 1000",
        "cursor=abc | cursor: is not a cursor",
        "from=now&to=now-1h | from: is not before to",
        "order=calls | order: is not a parameter here",
      })
  void wrongParameter_isNamed(String query, String message) {
    assertThatThrownBy(() -> api.json("traces", query))
        .isInstanceOfSatisfying(
            InvalidParametersException.class,
            wrong ->
                assertThat(wrong.invalid().get(0).name() + ": " + wrong.invalid().get(0).reason())
                    .startsWith(message));
  }

  @Test
  void trace_isReadyToBeDrawn() {
    Span.Builder root =
        span(0xAB, 0, "tools/call <b>\"find\"</b>\u2028", 0, 100_000_000)
            .addAttributes(attribute("big", Long.MAX_VALUE))
            .addAttributes(attribute("small", 7))
            .addAttributes(attribute("nan", AnyValue.newBuilder().setDoubleValue(Double.NaN)))
            .addAttributes(
                attribute(
                    "raw",
                    AnyValue.newBuilder().setBytesValue(ByteString.copyFrom(new byte[] {0, 1}))))
            .addAttributes(attribute("gen_ai.tool.call.arguments", "secret"))
            .addEvents(
                Span.Event.newBuilder().setName("retry").setTimeUnixNano(START_NANOS + 5_000_000))
            .addLinks(Span.Link.newBuilder().setTraceId(id(3, 4)).setSpanId(id(5)))
            .setStatus(
                Status.newBuilder()
                    .setCode(Status.StatusCode.STATUS_CODE_ERROR)
                    .setMessage("boom"));
    Span.Builder child =
        span(2, 0xAB, "GET", 10_000_000, 60_000_000).setKind(Span.SpanKind.SPAN_KIND_CLIENT);
    store(Requests.request("orders", child, root));
    JsonNode trace = api.read("traces/" + ID, "");
    assertThat(trace.path("trace_id").asText()).isEqualTo(ID);
    assertThat(trace.path("duration_seconds").asDouble()).isEqualTo(0.1);
    assertThat(trace.path("services").toString()).isEqualTo("[\"orders\"]");
    assertThat(trace.path("resources").path(0).path("attributes").path("service.name").asText())
        .isEqualTo("orders");
    assertThat(trace.path("spans_omitted").asInt()).isZero();
    JsonNode first = trace.path("spans").path(0);
    assertThat(first.path("span_id").asText()).isEqualTo("00000000000000ab");
    assertThat(first.path("parent_span_id").isNull()).isTrue();
    assertThat(first.path("name").asText()).isEqualTo("tools/call <b>\"find\"</b>\u2028");
    assertThat(first.path("offset_seconds").asDouble()).isZero();
    assertThat(first.path("self_seconds").asDouble()).isEqualTo(0.05);
    assertThat(first.path("critical").asBoolean()).isTrue();
    assertThat(first.path("status").asText()).isEqualTo("error");
    assertThat(first.path("message").asText()).isEqualTo("boom");
    assertThat(first.path("attributes").path("big").textValue()).isEqualTo("9223372036854775807");
    assertThat(first.path("attributes").path("small").intValue()).isEqualTo(7);
    assertThat(first.path("attributes").path("nan").textValue()).isEqualTo("NaN");
    assertThat(first.path("attributes").path("raw").textValue()).isEqualTo("AAE=");
    assertThat(first.path("attributes").path("gen_ai.tool.call.arguments").textValue())
        .doesNotContain("secret");
    assertThat(first.path("events").path(0).toString())
        .isEqualTo("{\"name\":\"retry\",\"offset_seconds\":0.005,\"attributes\":{}}");
    assertThat(first.path("links").path(0).toString())
        .isEqualTo(
            "{\"trace_id\":\"00000000000000030000000000000004\",\"span_id\":\"0000000000000005\",\"attributes\":{}}");
    JsonNode second = trace.path("spans").path(1);
    assertThat(second.path("depth").asInt()).isEqualTo(1);
    assertThat(second.path("kind").asText()).isEqualTo("client");
    assertThat(second.path("parent_span_id").asText()).isEqualTo("00000000000000ab");
    assertThat(second.path("offset_seconds").asDouble()).isEqualTo(0.01);
    assertThat(second.path("duration_seconds").asDouble()).isEqualTo(0.05);
  }

  @Test
  void hugeTrace_isCut_andSaysSo() {
    Span.Builder[] spans = new Span.Builder[Waterfall.MAX_SPANS + 3];
    for (int i = 0; i < spans.length; i++) {
      spans[i] = span(i + 1, i, "s", i, i + 1);
    }
    store(Requests.request("orders", spans));
    JsonNode trace = api.read("traces/" + ID, "");
    assertThat(trace.path("spans")).hasSize(Waterfall.MAX_SPANS);
    assertThat(trace.path("spans_omitted").asInt()).isEqualTo(3);
    assertThat(trace.path("spans").path(Waterfall.MAX_SPANS - 1).path("depth").asInt())
        .isEqualTo(Waterfall.MAX_SPANS - 1);
  }

  /** What the store holds is the oracle: it redacts. */
  @Test
  void otlp_isWhatIsStored() throws Exception {
    store(Requests.request("orders", span(1, 0, "a", 0, 1).addAttributes(attribute("k", 5))));
    store(Requests.request("wiki", span(2, 1, "b", 0, 1)));
    ExportTraceServiceRequest.Builder stored = ExportTraceServiceRequest.newBuilder();
    for (byte[] part : api.traces().traces().find(1, 2).orElseThrow().requests()) {
      stored.mergeFrom(part);
    }
    String json = api.read("traces/" + ID, "format=otlp").toString();
    assertThat(OtlpJson.read(new JsonObject(json), ExportTraceServiceRequest.newBuilder()))
        .isEqualTo(stored.build());
    assertThat(stored.getResourceSpansCount()).isEqualTo(2);
  }

  @Test
  void unknownTrace_isNotFound_andUpperCaseIsTheSame() {
    assertThatThrownBy(() -> api.read("traces/" + ID, "")).isInstanceOf(NotFoundException.class);
    store(Requests.request("orders", span(1, 0, "a", 0, 1)));
    api.traces()
        .store(
            -1,
            0xABCD,
            "x",
            "",
            Outcome.OK,
            START,
            Duration.ZERO,
            Requests.request("x", span(1, 0, "a", 0, 1)));
    api.traces().flush();
    assertThat(api.read("traces/FFFFFFFFFFFFFFFF000000000000ABCD", "").path("trace_id").asText())
        .isEqualTo("ffffffffffffffff000000000000abcd");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1", "g0000000000000010000000000000002", "000000000000000100000000000000021"})
  void idThatIsNone_isNamed(String id) {
    assertThatThrownBy(() -> api.read("traces/" + id, ""))
        .isInstanceOfSatisfying(
            InvalidParametersException.class,
            wrong -> assertThat(wrong.invalid().get(0).name()).isEqualTo("trace_id"));
  }

  @Test
  void traceHasNoCsv() {
    store(Requests.request("orders", span(1, 0, "a", 0, 1)));
    assertThatThrownBy(() -> api.get("traces/" + ID, "format=csv", MediaType.APPLICATION_JSON_TYPE))
        .isInstanceOf(NotAcceptableException.class);
    assertThatThrownBy(() -> api.get("traces", "format=otlp", MediaType.APPLICATION_JSON_TYPE))
        .isInstanceOf(NotAcceptableException.class);
  }
}
