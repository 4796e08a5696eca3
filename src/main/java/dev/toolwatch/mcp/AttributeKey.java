package dev.toolwatch.mcp;

import dev.toolwatch.signal.Vocabulary;
import java.util.Arrays;

/** The attributes that recognition looks at. An attribute's id in a view is its ordinal here. */
enum AttributeKey {
  SERVICE_NAME("service.name"),
  SERVICE_NAMESPACE("service.namespace"),
  MCP_METHOD_NAME("mcp.method.name"),
  GEN_AI_TOOL_NAME("gen_ai.tool.name"),
  GEN_AI_PROMPT_NAME("gen_ai.prompt.name"),
  ERROR_TYPE("error.type"),
  RPC_RESPONSE_STATUS_CODE("rpc.response.status_code");

  private final String key;

  AttributeKey(String key) {
    this.key = key;
  }

  int id() {
    return ordinal();
  }

  static Vocabulary vocabulary() {
    return new Vocabulary(Arrays.stream(values()).map(attribute -> attribute.key).toList());
  }
}
