package dev.toolwatch.probe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The call of a tool that a probe makes.
 *
 * @param expected what must be found in the tool's text; null for nothing
 */
record ToolCall(String tool, ObjectNode arguments, Pattern expected) {
  private static final String METHOD = "tools/call";

  /**
   * Calls the tool.
   *
   * @param definition as the server lists it; null if it does not
   */
  void run(McpDialogue dialogue, McpPeer peer, JsonNode definition, Steps steps)
      throws CheckFailure, SessionLost, InterruptedException {
    if (definition == null) {
      throw peer.down("has no tool " + tool);
    }
    ObjectNode params = JsonRpc.object().put("name", tool);
    params.set("arguments", arguments);
    Map<String, String> headers = new HashMap<>();
    headers.put("Mcp-Name", StreamableHttp.headerValue(tool));
    ParamHeaders.add(definition.path("inputSchema"), arguments, headers);
    JsonNode result = dialogue.result(new McpRequest(METHOD, params, headers));
    String text = text(result);
    if (result.path("isError").asBoolean()) {
      throw peer.down("has a tool " + tool + " that fails: " + peer.said().brief(text));
    }
    if (!result.path("resultType").asText("complete").equals("complete")) {
      throw peer.down("has a tool " + tool + " that asks for more input");
    }
    if (expected != null && !TimedText.finds(expected, text, steps)) {
      throw peer.down(
          "has a tool %s whose text does not match expect.body: %s"
              .formatted(tool, peer.said().brief(text)));
    }
  }

  /** All text that a tool answers, and if there is none its structured content. */
  private static String text(JsonNode result) {
    StringBuilder text = new StringBuilder();
    for (JsonNode content : result.path("content")) {
      if (content.path("type").asText().equals("text")) {
        text.append(text.isEmpty() ? "" : "\n").append(content.path("text").asText());
      }
    }
    JsonNode structured = result.path("structuredContent");
    return text.isEmpty() && !structured.isMissingNode() ? structured.toString() : text.toString();
  }
}
