package dev.toolwatch.store;

import java.time.Instant;

/**
 * When a series was used, in whole minutes.
 *
 * @param first the minute of its first operation
 * @param last the minute of its last one
 */
public record Lifetime(Instant first, Instant last) {}
