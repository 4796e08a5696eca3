/**
 * Mergeable summaries: exponential buckets of durations, sets and sketches of users, samples and
 * distinct counts. Merging is associative and commutative, so an hour is the merge of its minutes and
 * a fleet the merge of its replicas.
 *
 * <p>Threading: what accumulates belongs to one thread; what is handed over is immutable, but for
 * {@link dev.toolwatch.sketch.DistinctCount}, which any thread may add to. Bounds: each has a fixed
 * greatest size, which its comment gives together with its error.
 */
package dev.toolwatch.sketch;
