/**
 * The state that outlives a stop, apart from roll-ups: counters of {@code /metrics}, which continue
 * where they were. A stage with such counters is {@link dev.toolwatch.checkpoint.Checkpointed}. The
 * root package hands its state to the store at a stop and back to the stage at the next start.
 *
 * <p>Threading: a reader or writer belongs to one thread. Bounds: a state has at most {@link
 * dev.toolwatch.checkpoint.CheckpointReader#MAX_BYTES}, and reading it never allocates more than
 * its length allows.
 */
package dev.toolwatch.checkpoint;
