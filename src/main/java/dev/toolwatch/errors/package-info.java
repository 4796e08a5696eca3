/**
 * Errors: which operations failed by the server's fault, by minute, tool and error type, until the
 * store takes them, and the table {@code failures} in which they are kept. Other stages ask this one
 * how often something failed with which error, instead of counting errors themselves.
 *
 * <p>And error groups. {@link dev.toolwatch.errors.Errors} takes what spans and log records tell, and
 * groups it on a thread of its own: {@link dev.toolwatch.errors.ErrorJoin} says what of a trace is one
 * error, {@link dev.toolwatch.errors.ErrorGrouper} to which group it belongs, {@link
 * dev.toolwatch.errors.ErrorGroups} counts it, and {@link dev.toolwatch.errors.ErrorListener}s are told.
 *
 * <p>Which errors are one: {@link dev.toolwatch.errors.StackTraces} reads what a runtime wrote, {@link
 * dev.toolwatch.errors.TextRedaction} takes the secrets out, and {@link
 * dev.toolwatch.errors.Fingerprints} says to which group the rest belongs, in this order.
 *
 * <p>{@link dev.toolwatch.errors.ErrorGroupTable} keeps groups with their states, hours, users, tools and
 * {@link dev.toolwatch.errors.Samples}; {@link dev.toolwatch.errors.ErrorGroupReader} reads them for
 * people. {@link dev.toolwatch.errors.ErrorFlush} brings what is in memory to the tables, and the states that
 * other replicas have set.
 *
 * <p>Threading: the thread {@code toolwatch-errors} joins and groups. A {@link dev.toolwatch.errors.FailureShard} is written by its event loop and emptied by
 * the flusher's thread, under a lock that is hardly ever contended. {@link
 * dev.toolwatch.errors.Failures} and what has a table are thread-safe; what reads or writes the store
 * blocks.
 *
 * <p>Bounds: {@link dev.toolwatch.errors.FailureShard#MAX} different failures of a loop between two
 * flushes, {@link dev.toolwatch.errors.Failures#MAX_WAITING} while the store is away. More are left out
 * and counted. What waits for grouping and to be joined has a limit of bytes; groups have the limit of
 * their setting; more count in one group of their service. A group has {@link dev.toolwatch.errors.GroupCounts#MAX_TOOLS} tools, the samples that
 * its setting allows, each up to {@link dev.toolwatch.errors.StoredException#MAX_BYTES}, and texts up to
 * {@link dev.toolwatch.errors.GroupRows#MAX_MESSAGE}; the oldest groups go beyond a limit.
 */
package dev.toolwatch.errors;
