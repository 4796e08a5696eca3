package dev.toolwatch.store;

import java.time.Instant;

/**
 * All events of a service's indicator that there have been, whether or not their minutes are kept.
 * They only grow.
 *
 * @param first the minute of the first event
 * @param bad those of the events that are bad
 */
public record IndicatorTotal(Instant first, long events, long bad) {}
