package dev.toolwatch.mcp;

import dev.toolwatch.signal.SpanView;

/** One way in which MCP servers, clients and gateways write their spans. Stateless. */
interface Dialect {
  /**
   * Recognises a span of this dialect and corrects what was read of it in common.
   *
   * @return false if the span is none of this dialect's; the reading is then untouched
   */
  boolean recognise(SpanView span, Reading reading);
}
