package dev.toolwatch.otlp;

/**
 * The limits of one request.
 *
 * @param requestBytes the maximum size after inflation
 */
record IntakeLimits(int requestBytes, int requestSpans) {}
