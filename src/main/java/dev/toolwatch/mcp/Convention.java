package dev.toolwatch.mcp;

import dev.toolwatch.signal.Attributes;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Side;
import dev.toolwatch.signal.SpanView;

/** OpenTelemetry's semantic conventions for MCP (semantic-conventions-genai, model/mcp). */
final class Convention implements Dialect {
  @Override
  public boolean recognise(SpanView span, Names names, Operation into) {
    Attributes attributes = span.attributes();
    if (!attributes.hasText(AttributeKey.MCP_METHOD_NAME.id())) {
      return false;
    }
    String method = Methods.of(attributes.text(AttributeKey.MCP_METHOD_NAME.id()));
    into.method(method);
    into.side(span.kind() == SpanView.CLIENT ? Side.CLIENT : Side.SERVER);
    if (method.equals(Methods.TOOLS_CALL)) {
      into.tool(name(attributes, AttributeKey.GEN_AI_TOOL_NAME, names));
    } else if (method.equals(Methods.PROMPTS_GET)) {
      into.prompt(name(attributes, AttributeKey.GEN_AI_PROMPT_NAME, names));
    }
    Failure.classify(span, names, into);
    return true;
  }

  private static String name(Attributes attributes, AttributeKey key, Names names) {
    return attributes.hasText(key.id()) ? names.of(attributes.text(key.id())) : "";
  }
}
