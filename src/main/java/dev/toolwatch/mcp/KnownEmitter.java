package dev.toolwatch.mcp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.toolwatch.signal.Attributes;
import dev.toolwatch.signal.SpanView;
import dev.toolwatch.signal.Vocabulary;
import java.util.ArrayList;
import java.util.List;

/**
 * What has made a span of an MCP request, as far as its scope or its attributes tell. docs/emitters.md
 * has a section about each of them.
 */
public enum KnownEmitter {
  PYTHON_SDK("MCP Python SDK", "mcp-python-sdk"),
  FASTMCP("FastMCP", "fastmcp"),
  CSHARP_SDK("C# SDK", "Experimental.ModelContextProtocol"),
  QUARKUS("quarkus-mcp-server", "io.quarkus.opentelemetry.mcp"),
  MCP_GO("mcp-go", "github.com/mark3labs/mcp-go/otel"),
  OPENLLMETRY(
      "OpenLLMetry",
      "opentelemetry.instrumentation.mcp",
      "opentelemetry.instrumentation.mcp.instrumentation"),
  OPENINFERENCE("OpenInference"),
  LOGFIRE("Logfire", "logfire.mcp"),
  OPENLIT("OpenLIT", "openlit.instrumentation.mcp"),
  ADOT("AWS ADOT Python", "amazon.opentelemetry.distro.instrumentation.mcp"),
  SENTRY("Sentry", "@sentry/node", "sentry"),
  AGENTCAT("AgentCat or MCPCat", "agentcat", "mcpcat"),
  OBI("OBI or Beyla", "go.opentelemetry.io/obi"),
  ENVOY_AI_GATEWAY("Envoy AI Gateway", "envoyproxy/ai-gateway"),
  TOOLHIVE("ToolHive", "github.com/stacklok/toolhive/pkg/telemetry"),
  AGENTGATEWAY("agentgateway", "agentgateway"),
  SPRING_AI("Spring AI"),
  /** Spans made by hand, and emitters that cannot be told from them. */
  OTHER("unknown or by hand");

  private static final KnownEmitter[] BY_SCOPE;
  private static final Vocabulary SCOPES;

  /** The kind of Spring AI's spans of tools. Their scope is Spring Boot's. */
  private static final byte[] SPRING_AI_CALL = "tool_call".getBytes(US_ASCII);

  static {
    List<String> scopes = new ArrayList<>();
    List<KnownEmitter> emitters = new ArrayList<>();
    for (KnownEmitter emitter : values()) {
      for (String scope : emitter.scopes) {
        scopes.add(scope);
        emitters.add(emitter);
      }
    }
    SCOPES = new Vocabulary(scopes);
    BY_SCOPE = emitters.toArray(KnownEmitter[]::new);
  }

  private final String title;

  @SuppressWarnings("ImmutableEnumChecker") // it is one of List.of
  private final List<String> scopes;

  KnownEmitter(String title, String... scopes) {
    this.title = title;
    this.scopes = List.of(scopes);
  }

  /** What people call it. */
  public String title() {
    return title;
  }

  /** The emitter of a span of an MCP request. */
  static KnownEmitter of(SpanView span) {
    int scope = SCOPES.find(span.scopeName());
    return scope >= 0 ? BY_SCOPE[scope] : byAttributes(span.attributes());
  }

  private static KnownEmitter byAttributes(Attributes attributes) {
    if (AttributeKey.OPENINFERENCE_SPAN_KIND.isTextIn(attributes)) {
      return OPENINFERENCE;
    }
    if (AttributeKey.SENTRY_OP.isTextIn(attributes)) {
      return SENTRY;
    }
    boolean spring =
        AttributeKey.SPRING_AI_TOOL_NAME.isTextIn(attributes)
            || AttributeKey.SPRING_AI_KIND.is(SPRING_AI_CALL, attributes);
    return spring ? SPRING_AI : OTHER;
  }
}
