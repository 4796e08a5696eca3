/**
 * The path of a span: {@link dev.toolwatch.pipeline.Pipeline} recognises it, joins it with the
 * others of its call, names it and counts it in every stage, in a straight line. {@link
 * dev.toolwatch.pipeline.Pipelines} makes one pipeline for each event loop, and {@link
 * dev.toolwatch.pipeline.TraceOwners} says which loop a trace belongs to.
 *
 * <p>Threading: a pipeline belongs to its event loop and takes no lock on the path of a span. Spans
 * of another loop's trace are handed over in batches. Limits: if too many spans handed to a loop
 * are still pending, the others keep theirs; the stages limit what waits and what is counted.
 */
package dev.toolwatch.pipeline;
