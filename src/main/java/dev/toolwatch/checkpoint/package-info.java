/**
 * What outlives a stop beside the roll-ups: counters of {@code /metrics}, which go on where they were.
 * A stage that has some is {@link dev.toolwatch.checkpoint.Checkpointed}; the root hands its state to the store
 * at a stop and back to it at the next start.
 *
 * <p>Threading: readers and writers belong to one thread. Bounds: {@link
 * dev.toolwatch.checkpoint.CheckpointReader#MAX_BYTES} a state, and nothing that is read takes more room than
 * the bytes that are there allow.
 */
package dev.toolwatch.checkpoint;
