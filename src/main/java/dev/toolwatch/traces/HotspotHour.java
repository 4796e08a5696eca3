package dev.toolwatch.traces;

import dev.toolwatch.cardinality.SeriesKey;

/**
 * A name in an hour.
 *
 * @param hour its first minute, since the Unix epoch
 * @param name the service; as the method the kind of the span, or {@link HotspotShard#CALL}; the tool; as
 *     the detail the span's name, empty for the tool's calls themselves
 */
record HotspotHour(long hour, SeriesKey name) {}
