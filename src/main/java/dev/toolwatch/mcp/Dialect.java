package dev.toolwatch.mcp;

import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.SpanView;

/** One way in which MCP servers and clients write their spans. Stateless. */
interface Dialect {
  /**
   * Recognises a span of this dialect and fills in side, method, tool, prompt and outcome.
   *
   * @return false if the span is none of this dialect's; the operation is then untouched
   */
  boolean recognise(SpanView span, Names names, Operation into);
}
