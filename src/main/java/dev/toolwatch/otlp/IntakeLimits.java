package dev.toolwatch.otlp;

/**
 * What one request may hold.
 *
 * @param requestBytes after inflation
 */
record IntakeLimits(int requestBytes, int requestSpans) {}
