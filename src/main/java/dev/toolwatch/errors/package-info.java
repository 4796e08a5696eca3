/**
 * Errors: which operations failed by the server's fault, by minute, tool and error type, until the
 * store takes them, and the table {@code failures} in which they are kept. Other stages ask this one
 * how often something failed with which error, instead of counting errors themselves.
 *
 * <p>Threading: a {@link dev.toolwatch.errors.FailureShard} is written by its event loop and emptied by
 * the flusher's thread, under a lock that is hardly ever contended. {@link
 * dev.toolwatch.errors.Failures} and {@link dev.toolwatch.errors.FailureLog} are thread-safe; what reads
 * or writes the store blocks.
 *
 * <p>Bounds: {@link dev.toolwatch.errors.FailureShard#MAX} different failures of a loop between two
 * flushes, {@link dev.toolwatch.errors.Failures#MAX_WAITING} while the store is away. More are left out
 * and counted.
 */
package dev.toolwatch.errors;
