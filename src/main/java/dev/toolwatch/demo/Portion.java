package dev.toolwatch.demo;

/**
 * A part of what a service did at a time.
 *
 * @param method the MCP method
 * @param tool the tool; empty where the method calls none
 * @param share of the service's operations, 0 to 1
 * @param medianSeconds of the durations of operations that reached the tool; log-normal
 * @param spread the standard deviation of their logarithm
 * @param serverErrors the share that failed because of the server, 0 to 1
 * @param clientErrors the share that failed by the caller's mistake, 0 to 1
 * @param user the only one who made it, from 1; 0 if all did
 */
public record Portion(
    String method,
    String tool,
    double share,
    double medianSeconds,
    double spread,
    double serverErrors,
    double clientErrors,
    int user) {}
