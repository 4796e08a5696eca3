package dev.toolwatch.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.toolwatch.testing.FreePort;
import dev.toolwatch.testing.Program;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Probes of real servers: FastMCP and server-everything, as {@code src/test/probes/real.sh} installs
 * them. No build runs this.
 */
class McpServersCheck {
  private static final Path INSTALLED = Path.of(System.getProperty("toolwatch.probes", "."));
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path directory;

  private final List<Program> programs = new ArrayList<>();
  private final List<Span> spans = new CopyOnWriteArrayList<>();
  private HttpServer collector;

  @AfterEach
  void stop() {
    programs.forEach(Program::close);
    if (collector != null) {
      collector.stop(0);
    }
  }

  private String start(String path, List<String> environment, String... command) {
    int port = FreePort.next();
    List<String> all = new ArrayList<>(List.of("env", "PORT=" + port));
    all.addAll(environment);
    all.addAll(List.of(command));
    Program program = new Program(directory.resolve("log-" + programs.size()), all);
    programs.add(program);
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              assertThat(program.isRunning()).as("%s", program.log()).isTrue();
              return listens(port);
            });
    return "http://127.0.0.1:" + port + path;
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private String fastMcp(String path, String... environment) {
    String python = INSTALLED.resolve("python/bin/python").toString();
    return start(path, List.of(environment), python, "src/test/probes/server.py");
  }

  private String everything(String path, String transport) {
    String program = INSTALLED.resolve("node/node_modules/.bin/mcp-server-everything").toString();
    return start(path, List.of(), program, transport);
  }

  private static boolean endsASession(String step) {
    return step.equals("end session: HTTP 200");
  }

  private static int sessions(String path, String era) {
    return path.equals("/mcp") && era.equals("session") ? 1 : 0;
  }

  private void collect() throws IOException {
    collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    collector.createContext(
        "/",
        exchange -> {
          ExportTraceServiceRequest.parseFrom(exchange.getRequestBody())
              .getResourceSpansList()
              .forEach(
                  resource ->
                      resource
                          .getScopeSpansList()
                          .forEach(scope -> spans.addAll(scope.getSpansList())));
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    collector.start();
  }

  @ParameterizedTest
  @CsvSource({
    "stateless, http, /mcp, 2026-07-28",
    "session, http, /mcp, 2025-11-25",
    "session, sse, /sse, 2025-11-25"
  })
  void fastMcp_anyEra_isUpAndSendsMarkedSpans(
      String era, String transport, String path, String protocol) throws Exception {
    collect();
    String otlp = "OTLP=http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/traces";
    McpProbe probe =
        new McpProbe(fastMcp(path, "ERA=" + era, "TRANSPORT=" + transport, otlp))
            .set("call.tool", "add")
            .set("call.arguments", "{\"a\": 2, \"b\": 3}")
            .set("expect.body", "^5$")
            .set("expect.lists", "prompts,resources");
    for (int i = 0; i < 3; i++) {
      McpFacts facts = probe.facts();
      assertThat(facts.server()).isEqualTo("orders");
      assertThat(facts.version()).isEqualTo("1.2.0");
      assertThat(facts.protocol()).isEqualTo(protocol);
      assertThat(facts.capabilities()).contains("tools", "prompts");
      assertThat(facts.tools()).containsOnlyKeys("add", "cancel", "find", "ship");
      assertThat(probe.steps())
          .filteredOn(McpServersCheck::endsASession)
          .hasSize(sessions(path, era));
    }
    await()
        .atMost(PATIENCE)
        .until(() -> spans.stream().filter(s -> s.getName().startsWith("tools/call")).count() >= 3);
    assertThat(spans)
        .allSatisfy(span -> assertThat(span.getTraceState()).isEqualTo("toolwatch=probe,ot=th:0"));
  }

  @Test
  void fastMcp_toolThatFails_isDown() {
    McpProbe probe =
        new McpProbe(fastMcp("/mcp"))
            .set("call.tool", "find")
            .set("call.arguments", "{\"order\":\"7\"}");
    assertThat(probe.failure()).hasMessageStartingWith("has a tool find that fails: ");
  }

  @Test
  void fastMcp_badArguments_isDown() {
    McpProbe probe =
        new McpProbe(fastMcp("/mcp")).set("call.tool", "add").set("call.arguments", "{\"a\":1}");
    assertThat(probe.failure()).hasMessageStartingWith("has a tool add that fails: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"stateless", "session"})
  void fastMcp_newRelease_hasTheChangesThatItHas(String era) throws Exception {
    McpFacts before = new McpProbe(fastMcp("/mcp", "ERA=" + era)).facts();
    McpFacts after = new McpProbe(fastMcp("/mcp", "ERA=" + era, "RELEASE=2")).facts();
    assertThat(ToolChanges.between(before, before).isEmpty()).isTrue();
    ToolChanges changes = ToolChanges.between(before, McpFacts.fromJson(after.toJson()));
    assertThat(changes.removed()).containsExactly("cancel");
    assertThat(changes.added()).isEmpty();
    assertThat(changes.changed())
        .containsExactly(
            new ToolChanges.Change(
                "find", Set.of(ToolChanges.Part.DESCRIPTION), List.of(), List.of(), List.of()),
            new ToolChanges.Change(
                "ship",
                Set.of(ToolChanges.Part.ARGUMENTS),
                List.of("address"),
                List.of("place"),
                List.of()));
  }

  /** The same tools look the same in whatever era they are listed. */
  @Test
  void fastMcp_bothEras_haveTheSameTools() throws Exception {
    McpFacts stateless = new McpProbe(fastMcp("/mcp")).facts();
    McpFacts session = new McpProbe(fastMcp("/mcp", "ERA=session")).facts();
    assertThat(ToolChanges.between(stateless, session).changed()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"streamableHttp, /mcp", "sse, /sse"})
  void everything_anyTransport_isUp(String transport, String path) throws Exception {
    McpProbe probe =
        new McpProbe(everything(path, transport))
            .set("call.tool", "echo")
            .set("call.arguments", "{\"message\": \"is anybody there\"}")
            .set("expect.body", "is anybody there")
            .set("expect.lists", "prompts,resources");
    for (int i = 0; i < 3; i++) {
      McpFacts facts = probe.facts();
      assertThat(facts.server()).contains("everything");
      assertThat(facts.tools()).containsKey("echo").hasSizeGreaterThan(5);
      assertThat(probe.steps())
          .filteredOn(McpServersCheck::endsASession)
          .hasSize(sessions(path, "session"));
    }
  }

  @Test
  void everything_wrongPath_isDown() {
    McpProbe probe = new McpProbe(everything("/nothing", "streamableHttp"));
    assertThat(probe.failure())
        .hasMessage(
            "answers server/discover with HTTP 404, initialize with HTTP 404, GET with HTTP 404");
  }

  @Test
  void nobodyListens_isDown() {
    McpProbe probe = new McpProbe("http://127.0.0.1:" + FreePort.next() + "/mcp");
    CheckFailure failure = probe.failure();
    assertThat(failure).hasMessageContaining("refused");
    assertThat(failure.verdict()).isEqualTo(Verdict.DOWN);
  }
}
