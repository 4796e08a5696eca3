/**
 * What a span says of MCP: from any span to an {@link dev.toolwatch.signal.Operation} with method,
 * tool, outcome and error type in one form, whatever SDK sent it. What emitters do differently is a
 * {@link dev.toolwatch.mcp.Dialect}.
 *
 * <p>Threading: one {@link dev.toolwatch.mcp.Recogniser} per event loop, used by it alone. Bounds:
 * the cache of names has a fixed number of places, names are cut to a fixed length, methods come
 * from a closed list.
 */
package dev.toolwatch.mcp;
