/**
 * Rate, errors and duration for each service, method and tool.
 *
 * <p>Threading: each event loop has a {@link dev.toolwatch.red.Shard}, which only that loop writes.
 * Readers get immutable snapshots, which the loop itself takes in slices and {@link
 * dev.toolwatch.red.RedMetrics} merges. Limits: {@code cardinality}, which also holds the tables,
 * limits the series; {@link dev.toolwatch.sketch.ExponentialCounts#MAX_BUCKETS} limits the buckets
 * of a series.
 */
package dev.toolwatch.red;
