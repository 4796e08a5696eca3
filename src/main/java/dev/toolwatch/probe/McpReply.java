package dev.toolwatch.probe;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What came of a request to an MCP server. */
sealed interface McpReply {
  /** The HTTP status that it came with. */
  int status();

  /** What it was, in a few words. What is the other side's own words in them is not yet cut. */
  String text();

  /** The result. */
  record Result(int status, JsonNode value) implements McpReply {
    @Override
    public String text() {
      return "a result";
    }
  }

  /**
   * An error of JSON-RPC.
   *
   * @param supported the protocol versions that the server says it speaks; usually none
   */
  record Failed(int status, int code, String message, List<String> supported) implements McpReply {
    static final int METHOD_NOT_FOUND = -32601;
    static final int UNSUPPORTED_VERSION = -32022;

    @Override
    public String text() {
      String error = "error " + code + (message.isEmpty() ? "" : ": " + message);
      return status < 300 ? error : "HTTP " + status + ", " + error;
    }
  }

  /** Something that is not of JSON-RPC. */
  record Other(int status, String text) implements McpReply {}
}
