package dev.toolwatch.probe;

import static dev.toolwatch.probe.McpStandIn.error;
import static dev.toolwatch.probe.McpStandIn.json;
import static dev.toolwatch.probe.McpStandIn.reply;
import static dev.toolwatch.probe.McpStandIn.result;
import static dev.toolwatch.probe.McpStandIn.status;
import static dev.toolwatch.probe.McpStandIn.text;
import static dev.toolwatch.probe.McpStandIn.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a check finds at servers that work, that do not and that are none. */
class McpCheckTest {
  private static final String LONG = "x".repeat(300);

  private McpStandIn server;
  private McpProbe probe;

  @BeforeEach
  void start() throws Exception {
    server = new McpStandIn(McpEra.STATELESS);
    probe = new McpProbe(server.url());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private void failsWith(Verdict verdict, String message) {
    CheckFailure failure = probe.failure();
    assertThat(failure).hasMessage(message);
    assertThat(failure.verdict()).isEqualTo(verdict);
  }

  @Test
  void run_anyRequest_hasTheTokenAndTheProbesHeaders() throws Exception {
    probe.set("token", "secret-token").set("headers.X-Team", "blue");
    probe.run();
    assertThat(server.asked())
        .allSatisfy(
            one -> {
              assertThat(one.header("Authorization")).isEqualTo("Bearer secret-token");
              assertThat(one.header("X-Team")).isEqualTo("blue");
            });
  }

  @ParameterizedTest
  @EnumSource(McpEra.class)
  void run_anyRequest_isMarkedAsAProbes(McpEra era) throws Exception {
    try (McpStandIn other = new McpStandIn(era)) {
      new McpProbe(other.url()).run();
      Set<String> spans = new java.util.HashSet<>();
      Set<String> traces = new java.util.HashSet<>();
      for (McpStandIn.Asked one : other.asked()) {
        String parent = one.header("traceparent");
        assertThat(parent).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
        assertThat(one.header("tracestate")).isEqualTo("toolwatch=probe,ot=th:0");
        traces.add(parent.substring(3, 35));
        spans.add(parent.substring(36, 52));
        JsonNode meta = one.params().path("_meta");
        if (one.http().equals("POST")) {
          assertThat(meta.path("traceparent").asText()).isEqualTo(parent);
          assertThat(meta.path("tracestate").asText()).isEqualTo("toolwatch=probe,ot=th:0");
        }
      }
      assertThat(traces).hasSize(1);
      assertThat(spans).hasSameSizeAs(other.asked());
    }
  }

  @Test
  void run_anyEra_namesTheClient() throws Exception {
    probe.run();
    JsonNode meta = server.asked().get(0).params().path("_meta");
    assertThat(meta.path("io.modelcontextprotocol/clientInfo").path("name").asText())
        .isEqualTo("toolwatch-probe");
    try (McpStandIn other = new McpStandIn(McpEra.SESSION)) {
      new McpProbe(other.url()).run();
      assertThat(other.asked().get(1).params().path("clientInfo").path("name").asText())
          .isEqualTo("toolwatch-probe");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "401, 'Bearer realm=\"x\", resource_metadata=\"https://a.example/.well-known/r\"',"
        + " ', see https://a.example/.well-known/r'",
    "401, 'Bearer resource_metadata=https://a.example/r, scope=x', ', see https://a.example/r'",
    "401, Basic, ''",
    "403, 'Bearer error=\"insufficient_scope\"', ''"
  })
  void run_tokenIsRefused_saysWhereToGetOne(int status, String challenge, String where) {
    server.on("server/discover", with("WWW-Authenticate", challenge, status(status)));
    CheckFailure failure = probe.failure();
    assertThat(failure.verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(failure.getMessage())
        .startsWith("answers server/discover with HTTP " + status + ": the token ")
        .endsWith(where);
  }

  @Test
  void run_tokenIsRefusedLater_isRefused() {
    server.on("tools/list", status(403));
    failsWith(
        Verdict.REFUSED,
        "answers tools/list with HTTP 403: the token is not valid, or lacks a permission");
  }

  @Test
  void run_tooManyRequests_isRateLimited() {
    server.on("tools/list", with("Retry-After", "30", status(429)));
    failsWith(
        Verdict.RATE_LIMITED, "answers tools/list with HTTP 429: too many requests, again in 30 s");
  }

  /** Neither a 400, nor a page, nor a stream at a GET is health. */
  @ParameterizedTest
  @ValueSource(ints = {400, 404, 405})
  void run_everythingIsRefused_isDown(int status) {
    for (String what : List.of("server/discover", "initialize", "GET")) {
      server.on(what, status(status));
    }
    failsWith(
        Verdict.DOWN,
        "answers server/discover with HTTP %1$d, initialize with HTTP %1$d, GET with HTTP %1$d"
            .formatted(status));
  }

  @ParameterizedTest
  @ValueSource(ints = {500, 502, 503})
  void run_serverFails_isDown(int status) {
    server.on("server/discover", text(status, "text/html", LONG));
    server.on("initialize", text(status, "text/html", LONG));
    failsWith(
        Verdict.DOWN,
        "answers server/discover with HTTP %1$d, initialize with HTTP %1$d".formatted(status));
    assertThat(server.methods()).doesNotContain("GET");
  }

  @Test
  void run_webPage_isDown() {
    server.on("server/discover", text(200, "text/html", "<h1>Welcome</h1>"));
    server.on("initialize", text(200, "text/html", "<h1>Welcome</h1>"));
    failsWith(
        Verdict.DOWN,
        "answers server/discover with HTTP 200 and text/html,"
            + " initialize with HTTP 200 and text/html");
  }

  @Test
  void run_getIsAPage_isDown() {
    server.on("server/discover", status(404)).on("initialize", status(404));
    server.on("GET", text(200, "text/html", "<h1>Welcome</h1>"));
    assertThat(probe.failure()).hasMessageEndingWith("GET with HTTP 200");
  }

  @Test
  void run_redirect_isDownAndSaysWhereTo() {
    McpStandIn.Behaviour moved = with("Location", "/mcp/?token=1", status(307));
    server.on("server/discover", moved).on("initialize", moved);
    failsWith(
        Verdict.DOWN,
        "answers server/discover with HTTP 307 to /mcp/, initialize with HTTP 307 to /mcp/");
  }

  /** A proxy in front of a server that is gone. */
  @Test
  void run_resultWithStatusOfFailure_isDown() {
    server.on("tools/list", (one, x) -> json(503, server.reply(one)).answer(one, x));
    failsWith(Verdict.DOWN, "answers tools/list with HTTP 503");
  }

  @Test
  void run_replyToAnotherRequest_isDown() {
    server.on(
        "tools/list",
        (one, x) -> {
          ObjectNode reply = server.reply(one);
          json(200, reply.put("id", 4711)).answer(one, x);
        });
    failsWith(Verdict.DOWN, "answers tools/list with HTTP 200 without a reply");
  }

  @Test
  void run_error_isDownWithItsMessage() {
    server.on("tools/list", error(200, -32603, "no database\u0007\u202e\n" + LONG));
    assertThat(probe.failure().getMessage())
        .startsWith("answers tools/list with error -32603: no database xxx")
        .endsWith("x…")
        .hasSizeLessThan(250);
  }

  @Test
  void run_serverRepeatsSecrets_theyAreNotInMessagesOrSteps() {
    probe.set("token", "abc-secret-1").set("headers.X-Key", "Key abc-secret-2");
    server.on("tools/list", error(200, -1, "bad abc-secret-1 and abc-secret-2"));
    failsWith(Verdict.DOWN, "answers tools/list with error -1: bad [secret] and [secret]");
    assertThat(probe.steps().toString()).contains("tools/list").doesNotContain("abc-");
  }

  /** A token in an argument's name would be in the changes of tools. */
  @Test
  void tools_namesHaveNoSecrets() throws Exception {
    probe.set("token", "abc-secret-1");
    ObjectNode tool = McpStandIn.tool("add abc-secret-1");
    tool.withObject("/inputSchema/properties/of abc-secret-1").put("type", "string");
    server.tools(List.of(tool));
    McpFacts facts = probe.facts();
    assertThat(facts.toJson()).doesNotContain("abc-");
    assertThat(facts.definitions()).containsOnlyKeys("add [secret]");
    assertThat(facts.definitions().get("add [secret]").arguments()).containsKey("of [secret]");
  }

  @Test
  void run_withoutTime_isDown() {
    server.on("tools/list", server.hang());
    probe.timeout(Duration.ofMillis(500));
    assertThat(probe.failure().verdict()).isEqualTo(Verdict.DOWN);
  }

  @Test
  void run_interrupted_endsTheSession() throws Exception {
    try (McpStandIn sessions = new McpStandIn(McpEra.SESSION)) {
      Thread checking = Thread.currentThread();
      sessions.on(
          "tools/list",
          (one, exchange) -> {
            checking.interrupt();
            sessions.hang().answer(one, exchange);
          });
      assertThatThrownBy(() -> new McpProbe(sessions.url()).run())
          .isInstanceOf(InterruptedException.class);
      assertThat(sessions.sessions()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = McpEra.class,
      names = {"STATELESS", "SESSION"})
  void run_streamsThatStayOpen_takesTheReply(McpEra era) throws Exception {
    try (McpStandIn other = new McpStandIn(era)) {
      String before =
          """
          : hello\r
          \r
          id: 1\r
          data:\r
          \r
          event: other
          data: {"id":1,"result":{}}

          data: {"jsonrpc":"2.0","method":"notifications/message",
          data: "params":{}}

          data: {"jsonrpc":"2.0","id":2,"method":"ping"}

          data: not JSON

          retry: 10
          """;
      for (String method : List.of("server/discover", "initialize", "tools/list")) {
        if (era == McpEra.STATELESS || !method.equals("server/discover")) {
          other.on(method, other.streamed(before));
        }
      }
      assertThat(new McpProbe(other.url()).facts().tools()).hasSize(2);
      assertThat(other.sessions()).isEmpty();
    }
  }

  @Test
  void run_streamWithAByteOrderMarkAndNoLastLine_isRead() throws Exception {
    server.on(
        "tools/list",
        (one, x) ->
            text(200, "text/event-stream", "\uFEFFdata:" + server.reply(one)).answer(one, x));
    assertThat(probe.facts().tools()).hasSize(2);
  }

  @Test
  void run_streamWithoutReplyThatNeverEnds_isDown() {
    server.on("tools/list", McpStandIn.chatter());
    assertThat(probe.failure()).hasMessageContaining("more than 1 MB");
  }

  @Test
  void run_streamEndsWithoutReply_isDown() {
    server.on("tools/list", text(200, "text/event-stream", "data: {}\n\n"));
    failsWith(Verdict.DOWN, "answers tools/list with a stream that ends without a reply");
  }

  /** Protocol 2025-03-26 has batches. */
  @Test
  void run_replyInABatch_isTaken() throws Exception {
    server.on(
        "tools/list",
        (one, x) ->
            text(200, "application/json", "[{\"method\":\"x\"}," + server.reply(one) + "]")
                .answer(one, x));
    assertThat(probe.facts().tools()).hasSize(2);
  }

  @Test
  void run_answerIsTooLarge_isDown() {
    server.on("tools/list", text(200, "application/json", " ".repeat(1 << 21)));
    assertThat(probe.failure()).hasMessageContaining("more than 1 MB");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0,", "["})
  void run_answerTakesTooMuchMemory_isDown(String values) {
    server.on("tools/list", text(200, "application/json", "[" + values.repeat(200_000)));
    failsWith(Verdict.DOWN, "answers JSON with too many values, or too deep");
  }

  /** To convert such a number takes minutes. */
  @Test
  void run_numbersThatAreLargerThanMemory_areNoReason() {
    String reply = "{\"id\":1e999999999,\"error\":{\"code\":1e999999999}}";
    server.on("tools/list", text(200, "application/json", reply));
    failsWith(Verdict.DOWN, "answers tools/list with HTTP 200 without a reply");
    server.on("tools/list", text(200, "application/json", reply.replace("\"id\"", "\"x\"")));
    failsWith(Verdict.DOWN, "answers tools/list with error 0");
    server.on(
        "tools/list",
        text(
            200,
            "application/json",
            "{\"id\":2,\"result\":{\"tools\":[{\"name\":1e999999999,\"x\":1e-999999999}]}}"));
    assertThatCode(() -> probe.run()).doesNotThrowAnyException();
  }

  @Test
  void tools_onPages_areAllRead() throws Exception {
    server.on(
        "tools/list",
        (one, x) -> {
          String cursor = one.params().path("cursor").asText("1");
          ObjectNode page = JsonRpc.object();
          page.putArray("tools").add(McpStandIn.tool("tool-" + cursor));
          page.put("nextCursor", cursor.equals("3") ? "" : "" + (Integer.parseInt(cursor) + 1));
          json(200, reply(one, page)).answer(one, x);
        });
    assertThat(probe.facts().tools()).containsOnlyKeys("tool-1", "tool-2", "tool-3");
    assertThat(probe.steps()).contains("list tools: 3 on 3 pages");
  }

  @Test
  void tools_cursorRepeats_isDown() {
    server.on("tools/list", result("{\"tools\":[],\"nextCursor\":\"again\"}"));
    failsWith(Verdict.DOWN, "repeats its cursor in tools/list after 2 pages");
  }

  @Test
  void tools_pagesWithoutEnd_isDownAfterAHundred() {
    AtomicInteger pages = new AtomicInteger();
    server.on(
        "tools/list",
        (one, x) ->
            result("{\"tools\":[],\"nextCursor\":\"" + pages.incrementAndGet() + "\"}")
                .answer(one, x));
    failsWith(Verdict.DOWN, "has more than 100 pages of tools");
    assertThat(pages).hasValue(100);
    assertThat(probe.steps()).hasSizeLessThanOrEqualTo(Steps.MAX);
  }

  @Test
  void tools_tooMany_isDown() {
    List<ObjectNode> many = new ArrayList<>();
    IntStream.rangeClosed(0, 10_000)
        .forEach(i -> many.add(JsonRpc.object().put("name", "tool-" + i)));
    server.tools(many);
    failsWith(Verdict.DOWN, "has more than 10000 tools");
  }

  @Test
  void tools_asManyAsAllowed_areKeptWithoutTheirArguments() throws Exception {
    List<ObjectNode> many = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      ObjectNode tool = JsonRpc.object().put("name", "t" + i);
      ObjectNode properties = tool.putObject("inputSchema").putObject("properties");
      properties.putObject("a");
      properties.putObject("b");
      many.add(tool);
    }
    server.on(
        "tools/list",
        (one, x) -> {
          boolean first = one.params().path("cursor").isMissingNode();
          ObjectNode page = JsonRpc.object();
          ArrayNode list = page.putArray("tools");
          many.subList(first ? 0 : 5_000, first ? 5_000 : 10_000).forEach(list::add);
          json(200, reply(one, first ? page.put("nextCursor", "2") : page)).answer(one, x);
        });
    McpFacts facts = probe.facts();
    assertThat(facts.definitions()).hasSize(10_000);
    assertThat(facts.definitions().get("t7").arguments()).isNull();
    assertThat(facts.toJson().length()).isLessThanOrEqualTo(McpFacts.MAX_BYTES);
  }

  @Test
  void tools_noList_isDown() {
    server.on("tools/list", result("{\"tools\":{}}"));
    failsWith(Verdict.DOWN, "answers tools/list without tools");
  }

  @Test
  void tools_serverSaysItHasNone_isUp() throws Exception {
    server.on("server/discover", result("{\"supportedVersions\":[\"2026-07-28\"]}"));
    server.on("tools/list", error(404, -32601, "Method not found"));
    assertThat(probe.run().detail())
        .isEqualTo("server without a name, protocol 2026-07-28, 0 tools");
  }

  @Test
  void tools_serverSaysItHasSomeButHasNot_isDown() {
    server.on("tools/list", error(404, -32601, "Method not found"));
    failsWith(Verdict.DOWN, "answers tools/list with HTTP 404, error -32601: Method not found");
  }

  @ParameterizedTest
  @CsvSource({"255, ''", "254, \ud83d\ude00"})
  void tools_longNames_areCutBetweenCharacters(int length, String rest) throws Exception {
    server.tools(List.of(McpStandIn.tool("n".repeat(length) + "\ud83d\ude00tail")));
    assertThat(probe.facts().tools()).containsOnlyKeys("n".repeat(length) + rest);
  }

  /** PostgreSQL has no text with a character of zero. */
  @Test
  void tools_namesOfOddCharacters_canBeStored() throws Exception {
    String escaped = "{\"id\": 2, \"result\": {\"tools\": [{\"name\": \"a\\u0000b\\ud800c\"}]}}";
    server.on("tools/list", text(200, "application/json", escaped));
    assertThat(probe.facts().tools()).containsOnlyKeys("a\ufffdb\ufffdc");
  }

  @Test
  void tools_twoOfOneName_areOneWhoseDefinitionIsBoth() throws Exception {
    server.tools(List.of(McpStandIn.tool("add"), McpStandIn.tool("add").put("title", "other")));
    McpFacts both = probe.facts();
    server.tools(List.of(McpStandIn.tool("add")));
    assertThat(ToolChanges.between(both, probe.facts()).changed()).hasSize(1);
  }

  @Test
  void lists_ofPromptsAndResources_areReadToo() throws Exception {
    probe.set("expect.lists", "prompts, resources");
    probe.run();
    assertThat(server.methods()).contains("prompts/list", "resources/list");
    assertThat(probe.steps()).contains("list prompts: 1 on 1 page");
  }

  @Test
  void lists_serverHasNoPrompts_isDown() {
    probe.set("expect.lists", "prompts");
    server.on("prompts/list", error(404, -32601, "Method not found"));
    failsWith(Verdict.DOWN, "answers prompts/list with HTTP 404, error -32601: Method not found");
  }

  @ParameterizedTest
  @EnumSource(McpEra.class)
  void call_ofATool_isMadeOnceWithItsArguments(McpEra era) throws Exception {
    try (McpStandIn other = new McpStandIn(era)) {
      new McpProbe(other.url())
          .set("call.tool", "add")
          .set("call.arguments", "{\"a\": [1, \"ü\"]}")
          .set("expect.body", "answer to .*ü")
          .run();
      assertThat(other.methods()).filteredOn("tools/call"::equals).hasSize(1);
    }
  }

  @Test
  void call_ofAToolThatIsNotListed_isDownWithoutACall() {
    probe.set("call.tool", "multiply");
    failsWith(Verdict.DOWN, "has no tool multiply");
    assertThat(server.methods()).doesNotContain("tools/call");
  }

  /** What servers answer to unknown tools and bad arguments, too. */
  @Test
  void call_failsWithStatus200_isDown() {
    probe.set("call.tool", "add").set("expect.body", "unknown");
    server.on(
        "tools/call",
        result("{\"isError\":true,\"content\":[{\"type\":\"text\",\"text\":\"unknown order\"}]}"));
    failsWith(Verdict.DOWN, "has a tool add that fails: unknown order");
  }

  @Test
  void call_errorOfTheProtocol_isDown() {
    probe.set("call.tool", "add");
    server.on("tools/call", error(400, -32602, "Unknown tool: add"));
    failsWith(Verdict.DOWN, "answers tools/call with HTTP 400, error -32602: Unknown tool: add");
  }

  @Test
  void call_textIsNotAsExpected_isDown() {
    probe.set("call.tool", "add").set("expect.body", "^4[0-9]$");
    failsWith(Verdict.DOWN, "has a tool add whose text does not match expect.body: answer to {}");
  }

  @Test
  void call_textInParts_isSearchedAsAWhole() throws Exception {
    probe.set("call.tool", "add").set("expect.body", "one\\ntwo");
    server.on(
        "tools/call",
        result(
            "{\"content\":[{\"type\":\"text\",\"text\":\"one\"},{\"type\":\"image\"},"
                + "{\"type\":\"text\",\"text\":\"two\"}],\"structuredContent\":{\"a\":1}}"));
    assertThat(probe.facts()).isNotNull();
  }

  @Test
  void call_onlyStructuredContent_isSearched() throws Exception {
    probe.set("call.tool", "add").set("expect.body", "\"total\":42");
    server.on("tools/call", result("{\"content\":[],\"structuredContent\":{\"total\":42}}"));
    assertThat(probe.facts()).isNotNull();
  }

  @Test
  void call_toolAsksForMore_isDown() {
    probe.set("call.tool", "add");
    server.on("tools/call", result("{\"resultType\":\"input_required\"}"));
    failsWith(Verdict.DOWN, "has a tool add that asks for more input");
  }

  @Test
  void call_argumentsThatBelongInHeaders_areThereToo() throws Exception {
    ObjectNode tool = McpStandIn.tool("add");
    tool.set(
        "inputSchema",
        JsonRpc.parse(
            """
            {"properties": {
              "region": {"x-mcp-header": "Region"}, "city": {"x-mcp-header": "City"},
              "dry": {"x-mcp-header": "Dry"}, "bad": {"x-mcp-header": "a b"},
              "gone": {"x-mcp-header": "Gone"}, "nothing": {"x-mcp-header": "Nothing"},
              "inner": {"properties": {"depth": {"x-mcp-header": "Depth"}}}}}
            """));
    server.tools(List.of(tool));
    probe
        .set("call.tool", "add")
        .set(
            "call.arguments",
            "{\"region\":\"eu\",\"city\":\"Köln\",\"dry\":true,\"bad\":1,\"nothing\":null,"
                + "\"inner\":{\"depth\":3}}");
    probe.run();
    McpStandIn.Asked call = server.asked().get(2);
    assertThat(call.header("Mcp-Name")).isEqualTo("add");
    assertThat(call.header("Mcp-Param-Region")).isEqualTo("eu");
    assertThat(call.header("Mcp-Param-City")).isEqualTo("=?base64?S8O2bG4=?=");
    assertThat(call.header("Mcp-Param-Dry")).isEqualTo("true");
    assertThat(call.header("Mcp-Param-Depth")).isEqualTo("3");
    assertThat(call.headers().keySet())
        .filteredOn(name -> name.startsWith("mcp-param-"))
        .hasSize(4);
  }

  @ParameterizedTest
  @CsvSource({
    "url, mailto:a@example.org, must be a URL such as https://example.com/mcp",
    "url, 'http://a b', must be a URL such as https://example.com/mcp",
    "expect.lists, tools, can have prompts and resources",
    "call.arguments, '[1]', must be a JSON object",
    "call.arguments, '{', must be a JSON object",
    "expect.body, '(', must be a regular expression"
  })
  void of_settingThatCannotBe_saysWhich(String setting, String value, String problem) {
    McpProbe wrong = new McpProbe("http://127.0.0.1:1/").set("call.tool", "add");
    assertThatThrownBy(() -> wrong.set(setting, value).check())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("toolwatch.probes.it." + setting + " " + problem);
  }

  @ParameterizedTest
  @CsvSource({"expect.body, x", "call.arguments, '{\"a\":1}'"})
  void of_whatACallNeedsWithoutATool_saysSo(String setting, String value) {
    assertThatThrownBy(() -> probe.set(setting, value).check())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("toolwatch.probes.it." + setting + " needs .call.tool");
  }
}
