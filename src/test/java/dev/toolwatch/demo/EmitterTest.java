package dev.toolwatch.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.toolwatch.demo.Request.MissingToolCall;
import dev.toolwatch.demo.Request.Plain;
import dev.toolwatch.demo.Request.PromptGet;
import dev.toolwatch.demo.Request.ResourceRead;
import dev.toolwatch.demo.Request.ToolCall;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.SimpleLogRecordProcessor;
import io.opentelemetry.sdk.testing.exporter.InMemoryLogRecordExporter;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EmitterTest {
  private static final Instant END = Instant.parse("2026-10-05T10:00:00.123456789Z");
  private static final long DURATION_NANOS = 200_000_000;
  private static final McpServer ISSUES = server("issues-mcp");
  private static final McpServer KNOWLEDGE = server("knowledge-mcp");
  private static final McpServer CALENDAR = server("calendar-mcp");

  private final InMemorySpanExporter spans = InMemorySpanExporter.create();
  private final SdkTracerProvider provider =
      SdkTracerProvider.builder()
          .setIdGenerator(new SeededIds(new SplittableRandom(1)))
          .addSpanProcessor(SimpleSpanProcessor.create(spans))
          .build();
  private final InMemoryLogRecordExporter logs = InMemoryLogRecordExporter.create();
  private final SdkLoggerProvider logging =
      SdkLoggerProvider.builder()
          .addLogRecordProcessor(SimpleLogRecordProcessor.create(logs))
          .build();
  private final Emitter emitter =
      new Emitter(
          (server, at) ->
              new ServerProcess(provider.get(server.name()), logging.get(server.name())),
          provider.get(Fleet.AGENT));

  @Test
  void toolCall_ok_followsTheConvention() {
    emit(ISSUES, call(ISSUES, "get_issue"), Ending.OK);

    SpanData span = only(SpanKind.SERVER);
    assertThat(span.getName()).isEqualTo("tools/call get_issue");
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
    assertThat(span.getParentSpanContext().isValid()).isFalse();
    assertThat(text(span, "mcp.method.name")).isEqualTo("tools/call");
    assertThat(text(span, "gen_ai.tool.name")).isEqualTo("get_issue");
    assertThat(text(span, "gen_ai.operation.name")).isEqualTo("execute_tool");
    assertThat(text(span, "mcp.session.id")).isEqualTo("session-1");
    assertThat(text(span, "mcp.protocol.version")).isEqualTo("2025-06-18");
    assertThat(text(span, "jsonrpc.request.id")).isEqualTo("5");
    assertThat(text(span, "network.transport")).isEqualTo("tcp");
    assertThat(text(span, "network.protocol.name")).isEqualTo("http");
    assertThat(text(span, "enduser.pseudo.id")).isEqualTo("user-017");
    assertThat(text(span, "error.type")).isNull();
    assertThat(text(span, "rpc.response.status_code")).isNull();
    assertThat(span.getEndEpochNanos()).isEqualTo(nanos(END));
    assertThat(span.getStartEpochNanos()).isEqualTo(nanos(END) - DURATION_NANOS);
  }

  @Test
  void toolCall_hasItsDependenciesBelow_withinItsTime() {
    emit(KNOWLEDGE, call(KNOWLEDGE, Fleet.SLOW_TOOL), Ending.OK);

    SpanData server = only(SpanKind.SERVER);
    List<SpanData> below = of(SpanKind.CLIENT);
    assertThat(below)
        .extracting(SpanData::getName)
        .containsExactly(
            "embeddings text-embedding-3-small", "search documents", "chat gpt-4o-mini");
    assertThat(below)
        .allSatisfy(
            span -> {
              assertThat(span.getParentSpanId()).isEqualTo(server.getSpanId());
              assertThat(span.getTraceId()).isEqualTo(server.getTraceId());
              assertThat(span.getStartEpochNanos())
                  .isGreaterThanOrEqualTo(server.getStartEpochNanos());
              assertThat(span.getEndEpochNanos()).isLessThanOrEqualTo(server.getEndEpochNanos());
              assertThat(text(span, "server.address")).endsWith(".example");
              assertThat(text(span, "mcp.method.name")).isNull();
            });
    assertThat(text(below.get(1), "db.system.name")).isEqualTo("qdrant");
  }

  @Test
  void export_callsItsApiFourOrFiveTimes_belowASpanOfItsOwn() {
    McpServer warehouse = Fleet.SERVERS.get(5);
    emit(warehouse, call(warehouse, Fleet.FAILING_TOOL), Ending.OK);

    SpanData tool = only(SpanKind.INTERNAL);
    assertThat(tool.getName()).isEqualTo("export_report");
    assertThat(tool.getParentSpanId()).isEqualTo(only(SpanKind.SERVER).getSpanId());
    List<SpanData> below = of(SpanKind.CLIENT);
    assertThat(below)
        .extracting(span -> span.getName() + " " + text(span, "server.address"))
        .startsWith("SELECT sales db.example", "POST jira.example")
        .endsWith("POST jira.example", "PUT files.example");
    assertThat(below)
        .hasSizeBetween(6, 7)
        .extracting(SpanData::getParentSpanId)
        .containsOnly(tool.getSpanId());
    assertThat(below.get(below.size() - 1).getEndEpochNanos())
        .isLessThanOrEqualTo(tool.getEndEpochNanos());
    double searching =
        below.stream()
            .filter(span -> span.getName().equals("POST"))
            .mapToLong(span -> span.getEndEpochNanos() - span.getStartEpochNanos())
            .sum();
    assertThat(searching / DURATION_NANOS).isCloseTo(0.71, within(0.001));
  }

  @Test
  void uses_areAsManyOnAverageAsTheySay() {
    Use use = Fleet.SERVERS.get(5).tools().get(3).uses().get(1);
    assertThat(LongStream.rangeClosed(1, 400).mapToInt(use::callsOf).boxed().toList())
        .containsOnly(4, 5)
        .satisfies(calls -> assertThat(calls.stream().mapToInt(i -> i).sum()).isEqualTo(1_700));
  }

  @Test
  void toolCall_toolError_hasNoCode() {
    emit(ISSUES, call(ISSUES, "get_issue"), Ending.TOOL_ERROR);

    SpanData span = only(SpanKind.SERVER);
    assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(text(span, "error.type")).isEqualTo("tool_error");
    assertThat(text(span, "rpc.response.status_code")).isNull();
  }

  @Test
  void toolCall_exception_recordsItAndFailsTheLastDependency() {
    emit(ISSUES, call(ISSUES, "transition_issue"), Ending.EXCEPTION);

    SpanData span = only(SpanKind.SERVER);
    assertThat(text(span, "error.type")).isEqualTo("KeyError");
    assertThat(text(span, "rpc.response.status_code")).isEqualTo("-32603");
    assertThat(span.getEvents())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.getName()).isEqualTo("exception");
              assertThat(event.getEpochNanos()).isEqualTo(nanos(END));
              assertThat(event.getAttributes().get(Convention.EXCEPTION_STACKTRACE))
                  .startsWith("Traceback (most recent call last):\n")
                  .endsWith("KeyError: 'item-5'\n");
            });
    assertThat(of(SpanKind.CLIENT))
        .extracting(dependency -> dependency.getStatus().getStatusCode())
        .containsExactly(StatusCode.UNSET, StatusCode.ERROR);
  }

  @Test
  void toolWithASpanOfItsOwn_exception_isToldThere_andNotByTheServersSpan() {
    McpServer warehouse = server("warehouse-mcp");
    emit(warehouse, call(warehouse, Fleet.FAILING_TOOL), Ending.EXCEPTION);

    SpanData server = only(SpanKind.SERVER);
    SpanData tool = only(SpanKind.INTERNAL);
    assertThat(server.getEvents()).isEmpty();
    assertThat(text(server, "error.type")).isEqualTo("java.lang.IllegalStateException");
    assertThat(server.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(tool.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    assertThat(text(tool, "error.type")).isEqualTo("java.lang.IllegalStateException");
    assertThat(text(tool, "gen_ai.tool.name")).isEqualTo(Fleet.FAILING_TOOL);
    assertThat(tool.getEvents())
        .singleElement()
        .satisfies(
            event ->
                assertThat(event.getAttributes().get(Convention.EXCEPTION_STACKTRACE))
                    .startsWith("java.lang.IllegalStateException: no rows for report 5\n\tat ")
                    .contains("\nCaused by: java.sql.SQLTimeoutException: "));
    assertThat(logs.getFinishedLogRecordItems())
        .extracting(line -> line.getSpanContext().getSpanId())
        .containsExactly(tool.getSpanId());
  }

  @Test
  void exception_isLoggedInPythonAndJava_withTheSameSpanAndText() {
    for (McpServer server : Fleet.SERVERS) {
      emit(server, new ToolCall(server.tools().get(0)), Ending.EXCEPTION);
    }

    assertThat(logs.getFinishedLogRecordItems())
        .extracting(line -> line.getInstrumentationScopeInfo().getName())
        .containsExactly("issues-mcp", "knowledge-mcp", "warehouse-mcp");
    assertThat(logs.getFinishedLogRecordItems())
        .allSatisfy(
            line -> {
              SpanData span =
                  of(SpanKind.SERVER).stream()
                      .filter(one -> one.getSpanContext().equals(line.getSpanContext()))
                      .findAny()
                      .orElseThrow();
              assertThat(line.getAttributes()).isEqualTo(span.getEvents().get(0).getAttributes());
              assertThat(line.getSeverity()).isEqualTo(Severity.ERROR);
              assertThat(line.getTimestampEpochNanos()).isEqualTo(nanos(END));
            });
  }

  @Test
  void ok_isNotLogged() {
    emit(ISSUES, call(ISSUES, "get_issue"), Ending.TOOL_ERROR);
    emit(ISSUES, call(ISSUES, "get_issue"), Ending.OK);

    assertThat(logs.getFinishedLogRecordItems()).isEmpty();
    assertThat(of(SpanKind.SERVER)).allMatch(span -> span.getEvents().isEmpty());
  }

  @Test
  void missingTool_isInvalidParams_andReachesNoDependency() {
    emit(ISSUES, new MissingToolCall("web_search"), Ending.MISSING_TOOL);

    SpanData span = spans.getFinishedSpanItems().get(0);
    assertThat(spans.getFinishedSpanItems()).hasSize(1);
    assertThat(span.getName()).isEqualTo("tools/call web_search");
    assertThat(text(span, "gen_ai.tool.name")).isEqualTo("web_search");
    assertThat(text(span, "error.type")).isEqualTo("-32602");
    assertThat(text(span, "rpc.response.status_code")).isEqualTo("-32602");
  }

  @Test
  void otherMethods_haveTheirOwnTargets() {
    emit(ISSUES, new PromptGet("plan_sprint"), Ending.OK);
    emit(ISSUES, new ResourceRead("issues://boards", true), Ending.OK);
    emit(ISSUES, Plain.TOOLS_LIST, Ending.OK);

    assertThat(of(SpanKind.SERVER))
        .extracting(SpanData::getName)
        .containsExactly("prompts/get plan_sprint", "resources/read", "tools/list");
    assertThat(of(SpanKind.SERVER))
        .allSatisfy(span -> assertThat(text(span, "gen_ai.operation.name")).isNull());
    assertThat(text(of(SpanKind.SERVER).get(0), "gen_ai.prompt.name")).isEqualTo("plan_sprint");
    assertThat(text(of(SpanKind.SERVER).get(1), "mcp.resource.uri")).isEqualTo("issues://boards");
  }

  @Test
  void stdio_isAPipeWithoutSession() {
    emitter.emit(
        new PlannedOperation(
            1, 1, CALENDAR, Plain.PING, 1, "", Ending.OK, DURATION_NANOS, false, false),
        END);

    SpanData span = only(SpanKind.SERVER);
    assertThat(text(span, "network.transport")).isEqualTo("pipe");
    assertThat(text(span, "network.protocol.name")).isNull();
    assertThat(text(span, "mcp.session.id")).isNull();
  }

  @Test
  void byAgent_clientSpanIsTheParentAndSpansTheServers() {
    emitter.emit(
        new PlannedOperation(
            1,
            1,
            ISSUES,
            call(ISSUES, "get_issue"),
            17,
            "session-1",
            Ending.TIMEOUT,
            DURATION_NANOS,
            true,
            true),
        END);

    SpanData server = only(SpanKind.SERVER);
    SpanData client =
        of(SpanKind.CLIENT).stream()
            .filter(span -> span.getInstrumentationScopeInfo().getName().equals(Fleet.AGENT))
            .findFirst()
            .orElseThrow();
    assertThat(server.getParentSpanId()).isEqualTo(client.getSpanId());
    assertThat(client.getName()).isEqualTo(server.getName());
    assertThat(text(client, "mcp.method.name")).isEqualTo("tools/call");
    assertThat(text(client, "error.type")).isEqualTo("timeout");
    assertThat(client.getStartEpochNanos()).isLessThan(server.getStartEpochNanos());
    assertThat(client.getEndEpochNanos()).isGreaterThan(server.getEndEpochNanos());
    assertThat(server.getEndEpochNanos() - server.getStartEpochNanos()).isEqualTo(DURATION_NANOS);
    assertThat(only(SpanKind.INTERNAL).getParentSpanId()).isEqualTo(server.getSpanId());
  }

  @Test
  void emit_wholePlan_twice_givesTheSameSpans() {
    List<String> first = play();
    spans.reset();
    assertThat(play()).isEqualTo(first).hasSizeGreaterThan(2_000);
  }

  private List<String> play() {
    SdkTracerProvider seeded =
        SdkTracerProvider.builder()
            .setIdGenerator(new SeededIds(new SplittableRandom(9)))
            .addSpanProcessor(SimpleSpanProcessor.create(spans))
            .build();
    Emitter own =
        new Emitter(
            (server, at) ->
                new ServerProcess(seeded.get(server.name()), logging.get(server.name())),
            seeded.get(Fleet.AGENT));
    Traffic traffic = new Traffic(Fleet.SERVERS, 300, 9);
    Stream.generate(traffic::next).limit(1_000).forEach(operation -> own.emit(operation, END));
    return spans.getFinishedSpanItems().stream()
        .map(span -> span.getTraceId() + span.getSpanId() + span.getName())
        .toList();
  }

  private void emit(McpServer server, Request request, Ending ending) {
    emitter.emit(
        new PlannedOperation(
            5, 1, server, request, 17, "session-1", ending, DURATION_NANOS, false, false),
        END);
  }

  private static Request call(McpServer server, String name) {
    return new ToolCall(
        server.tools().stream().filter(t -> t.name().equals(name)).findFirst().orElseThrow());
  }

  private static McpServer server(String name) {
    return Fleet.SERVERS.stream().filter(s -> s.name().equals(name)).findFirst().orElseThrow();
  }

  private List<SpanData> of(SpanKind kind) {
    return spans.getFinishedSpanItems().stream().filter(s -> s.getKind() == kind).toList();
  }

  private SpanData only(SpanKind kind) {
    assertThat(of(kind)).hasSize(1);
    return of(kind).get(0);
  }

  private static String text(SpanData span, String key) {
    return span.getAttributes().get(AttributeKey.stringKey(key));
  }

  private static long nanos(Instant at) {
    return TimeUnit.SECONDS.toNanos(at.getEpochSecond()) + at.getNano();
  }
}
