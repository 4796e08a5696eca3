package dev.toolwatch.probe;

import java.util.ArrayList;
import java.util.List;

/** The ways in which MCP servers speak over HTTP, in the order in which a client tries them. */
enum McpEra {
  /** Streamable HTTP without sessions, since 2026-07-28. */
  STATELESS,
  /** Streamable HTTP with {@code initialize}, from 2025-03-26 to 2025-11-25. */
  SESSION,
  /** HTTP with SSE, 2024-11-05. */
  SSE;

  /**
   * All of them, in the order to try.
   *
   * @param known what the server spoke last; null if that is not known
   */
  static List<McpEra> startingWith(McpEra known) {
    List<McpEra> order = new ArrayList<>(List.of(values()));
    if (known != null) {
      order.remove(known);
      order.add(0, known);
    }
    return order;
  }
}
