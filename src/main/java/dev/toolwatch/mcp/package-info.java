/**
 * Recognises MCP in spans: turns any span into an {@link dev.toolwatch.signal.Operation} with
 * method, tool, outcome and error type in one form, whichever SDK sent it. {@link
 * dev.toolwatch.mcp.Dialects} has the differences between emitters. Services' own metrics report
 * many operations at once ({@link dev.toolwatch.mcp.ReportedMetrics}). Each service is counted from
 * its spans or from its metrics, never from both ({@link dev.toolwatch.mcp.Sources}).
 *
 * <p>Threading: each event loop has its own {@link dev.toolwatch.mcp.Recogniser}. All loops share
 * the streams of own metrics, under one lock. Limits: the cache of names has a fixed size, names
 * are cut to a maximum length, methods come from a closed list, and the number of metric streams
 * and what they hold is limited. Spans that wait are limited in number and in the bytes of their
 * texts. What is known of services and tools is limited by the budgets of {@code cardinality}.
 */
package dev.toolwatch.mcp;
