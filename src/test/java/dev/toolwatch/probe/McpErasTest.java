package dev.toolwatch.probe;

import static dev.toolwatch.probe.McpStandIn.error;
import static dev.toolwatch.probe.McpStandIn.result;
import static dev.toolwatch.probe.McpStandIn.status;
import static dev.toolwatch.probe.McpStandIn.text;
import static dev.toolwatch.probe.McpStandIn.with;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a check and a server agree on a protocol, and how they part. */
class McpErasTest {
  @ParameterizedTest
  @EnumSource(McpEra.class)
  void run_serverOfAnyEra_isUp(McpEra era) throws Exception {
    try (McpStandIn server = new McpStandIn(era)) {
      Reading reading = new McpProbe(server.url()).run();
      String protocol = era == McpEra.STATELESS ? "2026-07-28" : "2025-11-25";
      assertThat(reading.detail()).isEqualTo("orders 1.2.0, protocol " + protocol + ", 2 tools");
      McpFacts facts = reading.mcp();
      assertThat(facts.server()).isEqualTo("orders");
      assertThat(facts.version()).isEqualTo("1.2.0");
      assertThat(facts.protocol()).isEqualTo(protocol);
      assertThat(facts.capabilities()).containsExactly("tools");
      assertThat(facts.tools()).containsOnlyKeys("add", "find");
      assertThat(server.sessions()).isEmpty();
    }
  }

  @Test
  void run_statelessServer_asksNoMoreThanNeeded() throws Exception {
    try (McpStandIn server = new McpStandIn(McpEra.STATELESS)) {
      new McpProbe(server.url()).run();
      assertThat(server.methods()).containsExactly("server/discover", "tools/list");
    }
  }

  @Test
  void run_serverWithSessions_beginsAndEndsOne() throws Exception {
    try (McpStandIn server = new McpStandIn(McpEra.SESSION)) {
      new McpProbe(server.url()).run();
      assertThat(server.methods())
          .containsExactly(
              "server/discover", "initialize", "notifications/initialized", "tools/list", "DELETE");
      assertThat(server.asked().get(1).header("MCP-Protocol-Version")).isEmpty();
      assertThat(server.asked().get(3).header("MCP-Protocol-Version")).isEqualTo("2025-11-25");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2024-11-05", "2025-03-26", "2025-06-18"})
  void run_serverOfOlderVersion_speaksThat(String version) throws Exception {
    try (McpStandIn server = new McpStandIn(McpEra.SESSION)) {
      server.version(version);
      assertThat(new McpProbe(server.url()).facts().protocol()).isEqualTo(version);
    }
  }

  @Test
  void run_serverWantsUnknownVersion_isDownAndTheSessionEnded() throws Exception {
    try (McpStandIn server = new McpStandIn(McpEra.SESSION)) {
      server.version("2031-01-01");
      assertThat(new McpProbe(server.url()).failure())
          .hasMessage("wants protocol version 2031-01-01, which Toolwatch does not speak");
      assertThat(server.sessions()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(McpEra.class)
  void run_secondTime_remembersTheEra(McpEra era) throws Exception {
    try (McpStandIn server = new McpStandIn(era)) {
      McpProbe probe = new McpProbe(server.url());
      probe.run();
      server.forget();
      probe.run();
      String first =
          switch (era) {
            case STATELESS -> "server/discover";
            case SESSION -> "initialize";
            case SSE -> "GET";
          };
      assertThat(server.methods()).first().isEqualTo(first);
    }
  }

  @Test
  void run_afterAFailure_hasForgottenTheEra() throws Exception {
    try (McpStandIn server = new McpStandIn(McpEra.SESSION)) {
      McpProbe probe = new McpProbe(server.url());
      probe.run();
      server.on("tools/list", status(500));
      probe.failure();
      server.asBefore("tools/list");
      server.forget();
      probe.run();
      assertThat(server.methods()).startsWith("server/discover", "initialize");
    }
  }

  /** A new release may speak another era. */
  @Test
  void run_serverIsNowOfAnotherEra_isUpAtOnce() throws Exception {
    try (McpStandIn server = new McpStandIn(McpEra.STATELESS)) {
      server.on("server/discover", error(404, -32601, "Method not found"));
      server.on("initialize", result("{\"protocolVersion\":\"2025-06-18\",\"capabilities\":{}}"));
      server.on("notifications/initialized", status(202));
      server.on("tools/list", result("{\"tools\":[]}"));
      McpProbe probe = new McpProbe(server.url());
      assertThat(probe.facts().protocol()).isEqualTo("2025-06-18");
      List.of("server/discover", "initialize", "tools/list").forEach(server::asBefore);
      assertThat(probe.facts().protocol()).isEqualTo("2026-07-28");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "200 -32601",
        "404 -32601",
        "400 -32600",
        "400 -32020",
        "400 -32022",
        "200 -32602",
        "500 -32603"
      })
  void discover_refusedWithAnError_fallsBackToInitialize(String refusal) throws Exception {
    try (McpStandIn server = new McpStandIn(McpEra.SESSION)) {
      String[] parts = refusal.split(" ");
      server.on(
          "server/discover", error(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), "no"));
      assertThat(new McpProbe(server.url()).facts().protocol()).isEqualTo("2025-11-25");
    }
  }

  @Test
  void discover_answeredWithSomethingElse_fallsBackToInitialize() throws Exception {
    try (McpStandIn server = new McpStandIn(McpEra.SESSION)) {
      for (McpStandIn.Behaviour odd :
          List.of(
              status(405),
              status(202),
              text(200, "text/html", "<html>welcome</html>"),
              text(200, "application/json", "{\"up\":true}"),
              text(200, "application/json", "{nothing"),
              text(200, "text/event-stream", ": only a comment\n\n"),
              result("{}"),
              result("{\"supportedVersions\":[\"2025-11-25\"]}"))) {
        server.on("server/discover", odd);
        assertThat(new McpProbe(server.url()).facts().protocol()).isEqualTo("2025-11-25");
      }
      assertThat(server.sessions()).isEmpty();
    }
  }

  /** Some servers begin a session for whatever they do not understand. */
  @Test
  void discover_refusedWithASession_endsThatSession() throws Exception {
    try (McpStandIn server = new McpStandIn(McpEra.SESSION)) {
      server.on(
          "server/discover",
          with("Mcp-Session-Id", server.newSession(), error(400, -32600, "Bad Request")));
      new McpProbe(server.url()).run();
      assertThat(server.sessions()).isEmpty();
      assertThat(server.methods()).startsWith("server/discover", "DELETE", "initialize");
    }
  }

  @Test
  void discover_onlyUnknownVersions_isDown() throws Exception {
    try (McpStandIn server = new McpStandIn(McpEra.STATELESS)) {
      server.on("server/discover", error(400, -32022, "Unsupported", "2031-01-01", "2031-02-02"));
      assertThat(new McpProbe(server.url()).failure())
          .hasMessage(
              "speaks only protocol versions that Toolwatch does not: 2031-01-01, 2031-02-02");
    }
  }

  @Test
  void run_sessionIsLostOnce_beginsANewOne() throws Exception {
    try (McpStandIn server = new McpStandIn(McpEra.SESSION)) {
      server.on(
          "notifications/initialized",
          (one, exchange) -> {
            server.restart();
            server.asBefore("notifications/initialized");
            status(202).answer(one, exchange);
          });
      McpProbe probe = new McpProbe(server.url());
      assertThat(probe.facts().tools()).hasSize(2);
      assertThat(probe.steps()).contains("session: lost, so a new one is begun");
      assertThat(server.methods()).filteredOn("initialize"::equals).hasSize(2);
      assertThat(server.sessions()).isEmpty();
    }
  }

  @Test
  void run_sessionsAreLostAlways_isDown() throws Exception {
    try (McpStandIn server = new McpStandIn(McpEra.SESSION)) {
      server.on("tools/list", error(404, -32001, "Session not found"));
      assertThat(new McpProbe(server.url()).failure())
          .hasMessage("does not know the sessions that it gives: answers HTTP 404 twice");
      assertThat(server.sessions()).isEmpty();
    }
  }

  @Test
  void run_timeout_endsTheSession() throws Exception {
    try (McpStandIn server = new McpStandIn(McpEra.SESSION)) {
      server.on("tools/list", server.hang());
      McpProbe probe = new McpProbe(server.url()).timeout(Duration.ofMillis(700));
      assertThat(probe.failure().verdict()).isEqualTo(Verdict.DOWN);
      assertThat(server.sessions()).isEmpty();
      assertThat(server.methods()).last().isEqualTo("DELETE");
    }
  }

  @Test
  void run_endOfSessionIsNotAnswered_isUpSoonAfter() throws Exception {
    try (McpStandIn server = new McpStandIn(McpEra.SESSION)) {
      server.on("DELETE", server.hang());
      McpProbe probe = new McpProbe(server.url()).timeout(Duration.ofMinutes(10));
      long begin = System.nanoTime();
      assertThat(probe.facts().tools()).hasSize(2);
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofMinutes(1));
      assertThat(probe.steps()).last().asString().startsWith("end session: ");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {404, 405, 500})
  void run_endOfSessionIsRefused_isUp(int status) throws Exception {
    try (McpStandIn server = new McpStandIn(McpEra.SESSION)) {
      server.on("DELETE", status(status));
      assertThat(new McpProbe(server.url()).facts().tools()).hasSize(2);
    }
  }

  @Test
  void run_serverWithoutSessionIds_endsNone() throws Exception {
    try (McpStandIn server = new McpStandIn(McpEra.SESSION)) {
      server.on("initialize", (one, x) -> McpStandIn.json(200, server.reply(one)).answer(one, x));
      server.on("notifications/initialized", status(202));
      server.on("tools/list", result("{\"tools\":[]}"));
      new McpProbe(server.url()).run();
      assertThat(server.methods()).doesNotContain("DELETE");
    }
  }

  @Test
  void sse_endpointOfAnotherOrigin_isDownAndGetsNothing() throws Exception {
    try (McpStandIn other = new McpStandIn(McpEra.SSE);
        McpStandIn server = new McpStandIn(McpEra.SSE)) {
      server.on("GET", (one, exchange) -> server.openStream(exchange, other.url()));
      CheckFailure failure = new McpProbe(server.url()).set("token", "very-secret").failure();
      assertThat(failure).hasMessageStartingWith("names an endpoint of another origin: http://127");
      assertThat(other.asked()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://[", "//elsewhere.example/x", "https://127.0.0.1/messages"})
  void sse_endpointIsOdd_isDown(String endpoint) throws Exception {
    try (McpStandIn server = new McpStandIn(McpEra.SSE)) {
      server.on("GET", (one, exchange) -> server.openStream(exchange, endpoint));
      assertThat(new McpProbe(server.url()).failure()).hasMessageStartingWith("names an endpoint ");
    }
  }

  @Test
  void sse_streamEndsBeforeTheReply_isDown() throws Exception {
    try (McpStandIn server = new McpStandIn(McpEra.SSE)) {
      server.on("GET", (one, exchange) -> server.openStream(exchange, "/messages"));
      assertThat(new McpProbe(server.url()).failure())
          .hasMessageEndingWith("initialize with a stream that ends without a reply");
    }
  }

  @Test
  void sse_postedMessageIsRefused_isDown() throws Exception {
    try (McpStandIn server = new McpStandIn(McpEra.SSE)) {
      server.on("tools/list", status(500));
      assertThat(new McpProbe(server.url()).failure())
          .hasMessage("answers tools/list with HTTP 500");
    }
  }
}
