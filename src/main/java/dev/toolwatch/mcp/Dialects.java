package dev.toolwatch.mcp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.toolwatch.signal.Attributes;
import dev.toolwatch.signal.SpanView;
import dev.toolwatch.wire.Text;

/**
 * The span formats of MCP servers, clients and gateways, specific ones before general ones. Each
 * method starts with the cheapest check that tells its format apart. To support a new emitter, add
 * a method here and a fixture under {@code src/test/resources/emitters} that names its source.
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
   * Recognises an MCP span and corrects what was read from the common attributes. The calls are
   * written out instead of looping over a list of functions: every span goes through most of them,
   * and the JIT compiler can inline known calls.
   *
   * @return false if this is not an MCP span; the reading is then unchanged
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

  /**
   * FastMCP 3 and 4: scope {@code fastmcp}. Its delegate spans are between mounted servers. Before
   * 4.2, which also began to send the request's id, {@code enduser.id} is the OAuth client. Since
   * then it is the token's subject, and the client if there is none.
   */
  private static boolean fastMcp(SpanView span, Reading reading) {
    if (!span.scopeName().is(FASTMCP)) {
      return false;
    }
    if (span.name().startsWith(DELEGATE)) {
      reading.role(SpanRole.PART);
    }
    boolean subject =
        AttributeKey.JSONRPC_REQUEST_ID.isIn(span.attributes())
            || AttributeKey.GEN_AI_OPERATION_NAME.isIn(span.attributes());
    if (subject) {
      reading.enduserMayBeNoPerson();
    } else {
      reading.enduserIsNoPerson();
    }
    reading.name(span.name(), 0);
    return true;
  }

  /**
   * OpenLLMetry (Traceloop): {@code X.tool} under {@code mcp.server}; clients send {@code M.mcp}.
   */
  private static boolean openLlmetry(SpanView span, Reading reading) {
    if (!span.scopeName().startsWith(OPENLLMETRY)) {
      return false;
    }
    Attributes attributes = span.attributes();
    Text name = span.name();
    if (AttributeKey.TRACELOOP_SPAN_KIND.is(TOOL, attributes)) {
      // Servers and clients both use this name, but only a server's span belongs to a workflow.
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

  /**
   * Pydantic Logfire: all spans are INTERNAL, and the name tells the side. A server's span does not
   * name the tool.
   */
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
   * OpenLIT: the attribute has Python method names, and the span name has those of the protocol.
   * All spans are CLIENT spans and nested several levels deep. The outermost ones of a server name
   * the server. Its SERVER spans are the lifetime of the server and the registration of handlers.
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

  /** MCPCat and AgentCat: {@code mcp.event_type}; the tool is the resource name. */
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

  /** Envoy AI Gateway: CLIENT spans named after its handlers, such as {@code CallTool}. */
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
    reading.mayBeLocal();
    reading.call();
    return true;
  }

  /** OpenInference: {@code openinference.span.kind=TOOL}. */
  private static boolean openInference(SpanView span, Reading reading) {
    if (!AttributeKey.OPENINFERENCE_SPAN_KIND.is(UPPER_TOOL, span.attributes())) {
      return false;
    }
    reading.role(SpanRole.TOOL);
    reading.mayBeLocal();
    reading.call();
    return true;
  }

  /**
   * OpenTelemetry's semantic conventions for MCP, and emitters that are close to them: the SDKs for
   * Python and C#, quarkus-mcp-server, ADOT, mcp-go, ToolHive, Sentry, Shinzo, OBI.
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
      // The client instrumentation has reused the agent's own span for the same call.
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

  /** A span around a tool, made by hand or by OBI: it has a tool name and no method. */
  private static boolean handMadeTool(SpanView span, Reading reading) {
    Attributes attributes = span.attributes();
    boolean tool = AttributeKey.MCP_TOOL_NAME.isTextIn(attributes);
    if (!tool && !AttributeKey.GEN_AI_TOOL_NAME.isTextIn(attributes)) {
      return false;
    }
    if (!tool) {
      reading.mayBeLocal();
    }
    Text operation = AttributeKey.GEN_AI_OPERATION_NAME.textIn(attributes);
    if (AttributeKey.GEN_AI_OPERATION_NAME.isTextIn(attributes) && Methods.isKnown(operation)) {
      reading.method().set(operation);
    } else {
      reading.call();
    }
    return true;
  }

  /** Only a span name of the form {@code tools/call X}. */
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
