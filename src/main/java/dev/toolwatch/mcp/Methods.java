package dev.toolwatch.mcp;

import dev.toolwatch.signal.Text;
import dev.toolwatch.signal.Vocabulary;
import java.util.List;

/**
 * The methods of MCP, requests and notifications, of every revision from 2024-11-05 to 2026-07-28. A
 * closed list: the remote client chooses what it sends, so anything else is {@link #UNKNOWN}.
 */
final class Methods {
  static final String TOOLS_CALL = "tools/call";
  static final String PROMPTS_GET = "prompts/get";
  static final String UNKNOWN = "__unknown__";

  private static final List<String> ALL =
      List.of(
          TOOLS_CALL,
          "tools/list",
          PROMPTS_GET,
          "prompts/list",
          "resources/read",
          "resources/list",
          "resources/templates/list",
          "resources/subscribe",
          "resources/unsubscribe",
          "completion/complete",
          "elicitation/create",
          "initialize",
          "logging/setLevel",
          "ping",
          "roots/list",
          "sampling/createMessage",
          "server/discover",
          "subscriptions/listen",
          "tasks/cancel",
          "tasks/get",
          "tasks/list",
          "tasks/result",
          "tasks/update",
          "notifications/cancelled",
          "notifications/elicitation/complete",
          "notifications/initialized",
          "notifications/message",
          "notifications/progress",
          "notifications/prompts/list_changed",
          "notifications/resources/list_changed",
          "notifications/resources/updated",
          "notifications/roots/list_changed",
          "notifications/subscriptions/acknowledged",
          "notifications/tasks/status",
          "notifications/tools/list_changed");

  private static final Vocabulary VOCABULARY = new Vocabulary(ALL);

  private Methods() {}

  /** The method as the protocol spells it, or {@link #UNKNOWN}. */
  static String of(Text name) {
    int id = VOCABULARY.find(name);
    return id < 0 ? UNKNOWN : ALL.get(id);
  }
}
