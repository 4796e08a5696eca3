package dev.toolwatch.probe;

import java.time.Instant;
import java.util.List;

/**
 * What came of one check.
 *
 * @param at when it began
 * @param message what was found, in a few words
 * @param nanos how long it took
 * @param tlsExpiry when the first certificate expires; null if none was seen
 * @param mcp what an MCP server says of itself; null if it said nothing
 */
record ProbeRun(
    Instant at,
    Verdict verdict,
    String message,
    long nanos,
    Instant tlsExpiry,
    McpFacts mcp,
    List<Steps.Step> steps) {}
