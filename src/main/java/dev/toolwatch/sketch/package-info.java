/**
 * Mergeable summaries: exponential buckets of durations, sets and sketches of users, samples and
 * distinct counts. Merging is associative and commutative, so an hour is the merge of its minutes,
 * and a fleet is the merge of its replicas.
 *
 * <p>Threading: an accumulator belongs to one thread, and its result is immutable. {@link
 * dev.toolwatch.sketch.DistinctCount} is the exception: any thread may add to it. Bounds: each
 * class has a maximum size and an error, which its comment gives.
 */
package dev.toolwatch.sketch;
