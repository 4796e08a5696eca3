package dev.toolwatch.mcp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.toolwatch.signal.Attributes;
import dev.toolwatch.signal.SpanView;
import dev.toolwatch.wire.Text;

/**
 * The ways in which MCP servers, clients and gateways write their spans, special ones before general
 * ones. Each begins with the cheapest sign that tells it apart. A new emitter is one more method here and a fixture under {@code
 * src/test/resources/emitters}, which names its source.
 */
final class Dialects {
  private static final byte[] FASTMCP = ascii("fastmcp");
  private static final byte[] DELEGATE = ascii("delegate ");
  private static final byte[] OPENLLMETRY = ascii("opentelemetry.instrumentation.mcp");
  private static final byte[] DOT_TOOL = ascii(".tool");
  private static final byte[] DOT_MCP = ascii(".mcp");
  private static final byte[] LOGFIRE = ascii("logfire.mcp");
  private static final byte[] LOGFIRE_CLIENT = ascii("MCP request: ");
  private static final byte[] LOGFIRE_SERVER = ascii("MCP server handle request: ");
  private static final byte[] OPENLIT = ascii("openlit.instrumentation.mcp");
  private static final byte[] MCP_CLIENT = ascii("mcp client/");
  private static final byte[] MCP_SPACE = ascii("mcp ");
  private static final byte[] MCP_DOT = ascii("mcp.");
  private static final byte[] MCP_COLON = ascii("mcp:");
  private static final byte[] MCP_SEND = ascii("MCP send ");
  private static final byte[] MCP = ascii("mcp");
  private static final byte[] TOOL = ascii("tool");
  private static final byte[] UPPER_TOOL = ascii("TOOL");
  private static final byte[] EXECUTE_TOOL = ascii("execute_tool");

  private Dialects() {}

  /**
   * Recognises a span of MCP and corrects what was read of it in common. Calls written out, not a
   * list of functions: every span goes through most of them, and calls that are known can be inlined.
   *
   * @return false if the span is none of MCP's; the reading is then untouched
   */
  static boolean recognise(SpanView span, Reading reading) {
    return fastMcp(span, reading)
        || openLlmetry(span, reading)
        || logfire(span, reading)
        || openLit(span, reading)
        || mcpCat(span, reading)
        || envoyAiGateway(span, reading)
        || agentGateway(span, reading)
        || springAi(span, reading)
        || openInference(span, reading)
        || convention(span, reading)
        || handMadeTool(span, reading)
        || nameAlone(span, reading);
  }

  private static byte[] ascii(String word) {
    return word.getBytes(US_ASCII);
  }

  /** FastMCP 3 and 4: scope {@code fastmcp}; its delegate spans stand between mounted servers. */
  private static boolean fastMcp(SpanView span, Reading reading) {
    if (!span.scopeName().is(FASTMCP)) {
      return false;
    }
    if (span.name().startsWith(DELEGATE)) {
      reading.role(SpanRole.PART);
    }
    reading.enduserIsNoPerson();
    reading.name(span.name(), 0);
    return true;
  }

  /** OpenLLMetry (Traceloop): {@code X.tool} under {@code mcp.server}; clients send {@code M.mcp}. */
  private static boolean openLlmetry(SpanView span, Reading reading) {
    if (!span.scopeName().startsWith(OPENLLMETRY)) {
      return false;
    }
    Attributes attributes = span.attributes();
    Text name = span.name();
    if (AttributeKey.TRACELOOP_SPAN_KIND.is(TOOL, attributes)) {
      // Both ends name it so; only a server's belongs to a workflow.
      boolean server = AttributeKey.TRACELOOP_WORKFLOW_NAME.isTextIn(attributes);
      reading.role(server ? SpanRole.TOOL : SpanRole.CLIENT);
      reading.call();
      if (AttributeKey.TRACELOOP_ENTITY_NAME.isTextIn(attributes)) {
        reading.tool().set(AttributeKey.TRACELOOP_ENTITY_NAME.textIn(attributes));
      } else if (name.endsWith(DOT_TOOL)) {
        reading.tool().setPart(name, 0, name.length() - DOT_TOOL.length);
      }
    } else if (name.endsWith(DOT_MCP)) {
      reading.role(SpanRole.CLIENT);
      reading.method().setPart(name, 0, name.length() - DOT_MCP.length);
    } else {
      reading.role(SpanRole.PART);
    }
    return true;
  }

  /** Pydantic Logfire: all spans INTERNAL, the side in the name; a server's does not name the tool. */
  private static boolean logfire(SpanView span, Reading reading) {
    if (!span.scopeName().is(LOGFIRE)) {
      return false;
    }
    if (span.name().startsWith(LOGFIRE_CLIENT)) {
      reading.role(SpanRole.CLIENT);
      reading.name(span.name(), LOGFIRE_CLIENT.length);
    } else if (span.name().startsWith(LOGFIRE_SERVER)) {
      reading.role(SpanRole.SERVER);
      reading.name(span.name(), LOGFIRE_SERVER.length);
    } else {
      reading.role(SpanRole.PART);
    }
    return true;
  }

  /**
   * OpenLIT: Python's names of the methods in the attribute, the protocol's in the span's name. All
   * CLIENT and several deep: a server's outermost ones name the server. Its SERVER spans are the
   * server's life and the registration of handlers.
   */
  private static boolean openLit(SpanView span, Reading reading) {
    if (!span.scopeName().is(OPENLIT)) {
      return false;
    }
    Text name = span.name();
    reading.method().clear();
    reading.name(name, name.startsWith(MCP_CLIENT) ? MCP_CLIENT.length : prefix(name));
    if (span.kind() == SpanView.SERVER || !Methods.isKnown(reading.method())) {
      reading.role(SpanRole.PART);
    } else if (AttributeKey.MCP_SERVER_NAME.isTextIn(span.attributes())) {
      reading.role(SpanRole.SERVER);
    } else {
      reading.role(SpanRole.OUTER_CLIENT);
    }
    return true;
  }

  /** MCPCat and AgentCat: {@code mcp.event_type}, with the tool as the resource's name. */
  private static boolean mcpCat(SpanView span, Reading reading) {
    Attributes attributes = span.attributes();
    if (!AttributeKey.MCP_EVENT_TYPE.isTextIn(attributes)) {
      return false;
    }
    Text type = AttributeKey.MCP_EVENT_TYPE.textIn(attributes);
    if (!type.startsWith(MCP_COLON)) {
      reading.role(SpanRole.PART);
      return true;
    }
    reading.method().setPart(type, MCP_COLON.length, type.length() - MCP_COLON.length);
    if (AttributeKey.MCP_RESOURCE_NAME.isTextIn(attributes)) {
      reading.target(AttributeKey.MCP_RESOURCE_NAME.textIn(attributes));
    }
    return true;
  }

  /** Envoy AI Gateway: CLIENT spans named after its handlers, as {@code CallTool}. */
  private static boolean envoyAiGateway(SpanView span, Reading reading) {
    if (span.kind() != SpanView.CLIENT || !AttributeKey.MCP_BACKEND_NAME.isIn(span.attributes())) {
      return false;
    }
    if (reading.method().isEmpty()) {
      reading.method(Methods.ofHandler(span.name()));
    }
    return true;
  }

  /** agentgateway: an outbound span with {@code mcp.target}, named {@code method tool}. */
  private static boolean agentGateway(SpanView span, Reading reading) {
    if (!AttributeKey.MCP_TARGET.isIn(span.attributes())) {
      return false;
    }
    reading.name(span.name(), 0);
    return true;
  }

  /** Spring AI: observations of tool calls, whatever they wrap. */
  private static boolean springAi(SpanView span, Reading reading) {
    if (!AttributeKey.SPRING_AI_TOOL_NAME.isTextIn(span.attributes())) {
      return false;
    }
    reading.role(SpanRole.TOOL);
    reading.call();
    return true;
  }

  /** OpenInference: {@code openinference.span.kind=TOOL}. */
  private static boolean openInference(SpanView span, Reading reading) {
    if (!AttributeKey.OPENINFERENCE_SPAN_KIND.is(UPPER_TOOL, span.attributes())) {
      return false;
    }
    reading.role(SpanRole.TOOL);
    reading.call();
    return true;
  }

  /**
   * OpenTelemetry's semantic conventions for MCP and what comes close: the SDKs for Python and C#,
   * quarkus-mcp-server, ADOT, mcp-go, ToolHive, Sentry, Shinzo, OBI.
   */
  private static boolean convention(SpanView span, Reading reading) {
    Attributes attributes = span.attributes();
    if (reading.method().isEmpty()) {
      if (!AttributeKey.RPC_SYSTEM.is(MCP, attributes)
          && !AttributeKey.RPC_SYSTEM_NAME.is(MCP, attributes)) {
        return false;
      }
      if (AttributeKey.RPC_METHOD.isTextIn(attributes)) {
        reading.method().set(AttributeKey.RPC_METHOD.textIn(attributes));
      }
    }
    Text name = span.name();
    if (span.kind() == SpanView.INTERNAL && name.startsWith(EXECUTE_TOOL)) {
      // The instrumentation of a client has found a span of the agent's for the same call.
      reading.role(SpanRole.CLIENT);
    } else {
      reading.name(name, prefix(name));
    }
    return true;
  }

  private static int prefix(Text name) {
    if (name.startsWith(MCP_SEND)) {
      return MCP_SEND.length;
    }
    boolean marked = name.startsWith(MCP_SPACE) || name.startsWith(MCP_DOT);
    return marked ? MCP_SPACE.length : 0;
  }

  /** A span around a tool, made by hand or by OBI: a tool's name and no method. */
  private static boolean handMadeTool(SpanView span, Reading reading) {
    Attributes attributes = span.attributes();
    boolean named =
        AttributeKey.MCP_TOOL_NAME.isTextIn(attributes)
            || AttributeKey.GEN_AI_TOOL_NAME.isTextIn(attributes);
    if (!named) {
      return false;
    }
    Text operation = AttributeKey.GEN_AI_OPERATION_NAME.textIn(attributes);
    if (AttributeKey.GEN_AI_OPERATION_NAME.isTextIn(attributes) && Methods.isKnown(operation)) {
      reading.method().set(operation);
    } else {
      reading.call();
    }
    return true;
  }

  /** Nothing but a name of the form {@code tools/call X}. */
  private static boolean nameAlone(SpanView span, Reading reading) {
    Text name = span.name();
    int from = prefix(name);
    int space = name.indexOf((byte) ' ', from);
    int length = (space < 0 ? name.length() : space) - from;
    if (!Methods.isTelling(name, from, length)) {
      return false;
    }
    reading.name(name, from);
    return true;
  }
}
