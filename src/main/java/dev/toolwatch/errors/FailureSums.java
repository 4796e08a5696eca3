package dev.toolwatch.errors;

import java.util.Map;

/**
 * How many operations failed in a time.
 *
 * @param tools by the tool that was called; empty for operations that call none
 * @param errorTypes by the type of the error
 */
public record FailureSums(Map<String, Long> tools, Map<String, Long> errorTypes) {}
