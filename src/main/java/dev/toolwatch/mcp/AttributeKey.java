package dev.toolwatch.mcp;

import dev.toolwatch.signal.Attributes;
import dev.toolwatch.signal.Vocabulary;
import dev.toolwatch.wire.Text;

/**
 * The attributes that recognition reads. The ordinal of a constant is its id in {@link Attributes}.
 */
enum AttributeKey {
  SERVICE_NAME("service.name"),
  SERVICE_NAMESPACE("service.namespace"),
  SERVICE_VERSION("service.version"),
  DEPLOYMENT_ENVIRONMENT_NAME("deployment.environment.name"),
  DEPLOYMENT_ENVIRONMENT("deployment.environment"),
  TELEMETRY_SDK_LANGUAGE("telemetry.sdk.language"),

  MCP_METHOD_NAME("mcp.method.name"),
  MCP_METHOD("mcp.method"),
  MCP_EVENT_TYPE("mcp.event_type"),
  RPC_SYSTEM("rpc.system"),
  RPC_SYSTEM_NAME("rpc.system.name"),
  RPC_METHOD("rpc.method"),
  RPC_SERVICE("rpc.service"),

  GEN_AI_TOOL_NAME("gen_ai.tool.name"),
  MCP_TOOL_NAME("mcp.tool.name"),
  TOOL_NAME("tool.name"),
  SPRING_AI_TOOL_NAME("spring.ai.tool.definition.name"),
  TRACELOOP_ENTITY_NAME("traceloop.entity.name"),
  MCP_RESOURCE_NAME("mcp.resource_name"),
  GEN_AI_PROMPT_NAME("gen_ai.prompt.name"),
  MCP_PROMPT_NAME("mcp.prompt.name"),

  GEN_AI_OPERATION_NAME("gen_ai.operation.name"),
  GEN_AI_TOOL_CALL_ID("gen_ai.tool.call.id"),
  TRACELOOP_SPAN_KIND("traceloop.span.kind"),
  TRACELOOP_WORKFLOW_NAME("traceloop.workflow.name"),
  OPENINFERENCE_SPAN_KIND("openinference.span.kind"),
  SPRING_AI_KIND("spring.ai.kind"),
  SENTRY_OP("sentry.op"),
  MCP_BACKEND_NAME("mcp.backend.name"),
  MCP_TARGET("mcp.target"),
  MCP_SERVER_NAME("mcp.server.name"),

  ERROR_TYPE("error.type"),
  RPC_RESPONSE_STATUS_CODE("rpc.response.status_code"),
  RPC_JSONRPC_ERROR_CODE("rpc.jsonrpc.error_code"),
  MCP_ERROR_CODE("mcp.error.code"),
  MCP_TOOL_RESULT_IS_ERROR("mcp.tool.result.is_error"),
  HTTP_RESPONSE_STATUS_CODE("http.response.status_code"),
  HTTP_STATUS_CODE("http.status_code"),

  EXCEPTION_TYPE("exception.type"),
  EXCEPTION_MESSAGE("exception.message"),
  EXCEPTION_STACKTRACE("exception.stacktrace"),

  ENDUSER_ID("enduser.id"),
  JSONRPC_REQUEST_ID("jsonrpc.request.id"),

  MCP_SESSION_ID("mcp.session.id"),
  MCP_SESSION_ID_OLD("mcp.session_id"),
  SESSION_ID("session.id"),
  MCP_CLIENT_NAME("mcp.client.name"),
  MCP_CLIENT_NAME_OLD("mcp.client_name"),
  MCP_CLIENT_VERSION("mcp.client.version"),
  MCP_CLIENT_VERSION_OLD("mcp.client_version"),
  MCP_PROTOCOL_VERSION("mcp.protocol.version"),
  MCP_TRANSPORT("mcp.transport"),
  NETWORK_TRANSPORT("network.transport"),
  NETWORK_PROTOCOL_NAME("network.protocol.name"),

  SERVER_ADDRESS("server.address"),
  PEER_SERVICE("peer.service"),
  NET_PEER_NAME("net.peer.name"),
  HTTP_HOST("http.host"),
  URL_FULL("url.full"),
  HTTP_URL("http.url"),
  DB_SYSTEM_NAME("db.system.name"),
  DB_SYSTEM("db.system"),
  MESSAGING_SYSTEM("messaging.system"),
  GEN_AI_PROVIDER_NAME("gen_ai.provider.name"),
  GEN_AI_SYSTEM("gen_ai.system"),
  HTTP_REQUEST_METHOD("http.request.method"),
  HTTP_METHOD("http.method");

  private final String key;

  AttributeKey(String key) {
    this.key = key;
  }

  String key() {
    return key;
  }

  boolean isIn(Attributes attributes) {
    return attributes.has(ordinal());
  }

  /** Whether the attribute is a string that is not empty. */
  boolean isTextIn(Attributes attributes) {
    return attributes.hasText(ordinal());
  }

  /** The string. Call it only if {@link #isTextIn} is true. */
  Text textIn(Attributes attributes) {
    return attributes.text(ordinal());
  }

  /** Whether the attribute is exactly this string. */
  boolean is(byte[] value, Attributes attributes) {
    return attributes.hasText(ordinal()) && attributes.text(ordinal()).is(value);
  }

  /** Whether the attribute is one of these words. */
  boolean isOneOf(Vocabulary words, Attributes attributes) {
    return attributes.hasText(ordinal()) && words.find(attributes.text(ordinal())) >= 0;
  }

  /**
   * The attribute as an integer, parsed if it is a string; {@code otherwise} if it is not an
   * integer.
   */
  long numberIn(Attributes attributes, long otherwise) {
    return attributes.asLong(ordinal(), otherwise);
  }
}
