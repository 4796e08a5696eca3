/**
 * The vocabulary that passes between the stages: what a decoder offers of a span or of a
 * data point, and what recognition makes of it.
 *
 * <p>Threading: views are reused and belong to the event loop that fills them; enums and names are
 * shared freely. Bounds: a view keeps only the attributes its vocabulary names, so its size does not
 * depend on the sender; a distribution has a limited number of buckets. Imports no other stage.
 */
package dev.toolwatch.signal;
