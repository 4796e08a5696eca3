package dev.toolwatch.mcp;

import static java.util.Map.entry;

import dev.toolwatch.signal.Vocabulary;
import dev.toolwatch.wire.Text;
import java.util.List;
import java.util.Map;

/**
 * The methods of MCP, requests and notifications, of every revision from 2024-11-05 to 2026-07-28.
 * The list is closed: the remote client chooses the method, so any other one is {@link #UNKNOWN}.
 */
final class Methods {
  static final String TOOLS_CALL = "tools/call";
  static final String PROMPTS_GET = "prompts/get";
  static final String UNKNOWN = "__unknown__";

  /** The {@link #id} of what is not a known method. */
  static final int NONE = 0;

  /** The ids of methods are below this. */
  static final int IDS = 64;

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

  /** The names of gateways' handlers, each with the method it handles. */
  private static final Map<String, String> BY_HANDLER =
      Map.ofEntries(
          entry("CallTool", TOOLS_CALL),
          entry("Complete", "completion/complete"),
          entry("GetPrompt", PROMPTS_GET),
          entry("Initialize", "initialize"),
          entry("ListPrompts", "prompts/list"),
          entry("ListResources", "resources/list"),
          entry("ListResourceTemplates", "resources/templates/list"),
          entry("ListTools", "tools/list"),
          entry("Ping", "ping"),
          entry("ReadResource", "resources/read"),
          entry("SetLoggingLevel", "logging/setLevel"),
          entry("Subscribe", "resources/subscribe"),
          entry("Unsubscribe", "resources/unsubscribe"));

  private Methods() {}

  /** A number for the method, or {@link #NONE}. */
  static int id(Text name) {
    return VOCABULARY.find(name) + 1;
  }

  /** The method with this id, as the protocol spells it; {@link #UNKNOWN} for {@link #NONE}. */
  static String of(int id) {
    return id == NONE ? UNKNOWN : ALL.get(id - 1);
  }

  /** The method as the protocol spells it, or {@link #UNKNOWN}. */
  static String of(Text name) {
    return of(id(name));
  }

  static boolean isKnown(Text name) {
    return VOCABULARY.find(name) >= 0;
  }

  /**
   * Whether this part of a text is a method name that only MCP uses. Names that are a single plain
   * word, such as {@code ping}, are not.
   */
  static boolean isTelling(Text text, int from, int length) {
    return length > 0
        && text.indexOf((byte) '/', from) >= 0
        && VOCABULARY.find(text.bytes(), text.offset() + from, length) >= 0;
  }

  /** The method that the handler of this name handles, or {@link #UNKNOWN}. */
  static String ofHandler(Text name) {
    return BY_HANDLER.getOrDefault(name.toString(), UNKNOWN);
  }
}
