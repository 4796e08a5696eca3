/**
 * What a span says of MCP: from any span to an {@link dev.toolwatch.signal.Operation} with method,
 * tool, outcome and error type in one form, whatever SDK sent it. What emitters do differently is in
 * {@link dev.toolwatch.mcp.Dialects}. Servers' own metrics say the same of many operations at once
 * ({@link dev.toolwatch.mcp.ReportedMetrics}); of both, each service is counted from one ({@link
 * dev.toolwatch.mcp.Sources}).
 *
 * <p>Threading: one {@link dev.toolwatch.mcp.Recogniser} per event loop, used by it alone;
 * streams of own metrics are shared under one lock. Bounds: the cache of names has a fixed number of
 * places, names are cut to a fixed length, methods come from a closed list, streams of own metrics
 * and what they hold are limited in number.
 */
package dev.toolwatch.mcp;
