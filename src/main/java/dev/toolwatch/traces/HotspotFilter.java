package dev.toolwatch.traces;

import dev.toolwatch.store.Range;

/**
 * Which hotspots to list, those with the most self time first.
 *
 * @param range hours that lie partly in it count whole
 * @param service null for all
 * @param tool null for all
 * @param afterMicros the self time of the last row of the page before; infinite for the first page
 * @param afterId its id
 * @param limit the maximum number
 */
public record HotspotFilter(
    Range range, String service, String tool, double afterMicros, long afterId, int limit) {}
