/**
 * Rate, errors and duration per service, method and tool.
 *
 * <p>Threading: a {@link dev.toolwatch.red.Shard} per event loop, which that loop alone writes;
 * readers get immutable snapshots, taken by the loop itself in slices and merged by {@link
 * dev.toolwatch.red.RedMetrics}. Bounds: series by {@code cardinality}, which has the tables too, buckets per series by {@link
 * dev.toolwatch.red.ExponentialCounts#MAX_BUCKETS}.
 */
package dev.toolwatch.red;
