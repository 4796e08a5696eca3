package dev.toolwatch.slo;

import java.time.Instant;

/**
 * All events of a service's indicator so far, whether or not their minutes are still kept. Totals only
 * grow.
 *
 * @param first the minute of the first event
 * @param bad those of the events that are bad
 */
record IndicatorTotal(Instant first, long events, long bad) {}
