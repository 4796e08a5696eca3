/**
 * The whole way of a span: {@link dev.toolwatch.pipeline.Pipeline} recognises it, joins it with the
 * others of its call, names it and counts it in every stage, in a straight line. {@link
 * dev.toolwatch.pipeline.Pipelines} makes one for each event loop, and {@link
 * dev.toolwatch.pipeline.TraceOwners} says which loop a trace belongs to.
 *
 * <p>Threading: a pipeline belongs to its event loop and takes no lock on the way of a span; spans of
 * another loop's trace are handed over in batches. Bounds: spans handed over and not yet taken are
 * limited, beyond which a loop keeps them; what waits and what is counted is bounded by the stages.
 */
package dev.toolwatch.pipeline;
