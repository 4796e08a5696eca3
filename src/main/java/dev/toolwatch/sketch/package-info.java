/**
 * Mergeable summaries: exponential buckets of durations, sets, sketches and samples of users, and
 * distinct counts. Merging is associative and commutative, so an hour is the merge of its minutes,
 * and a fleet is the merge of its replicas.
 *
 * <p>Threading: an accumulator belongs to one thread, and its result is immutable. The exception is
 * {@link dev.toolwatch.sketch.DistinctCount}, which any thread may add to. Limits: each class has a
 * fixed maximum size, which its comment states together with its error.
 */
package dev.toolwatch.sketch;
