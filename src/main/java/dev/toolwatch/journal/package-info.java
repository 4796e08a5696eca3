/**
 * Requests on disk before they are answered: with {@code toolwatch.journal.enabled} a crash loses nothing
 * that was acknowledged. A flush stores how far the journal is counted in its own transaction; the next
 * process reads it again from there. What was read before and what is sent again is recognised by the
 * join's memory, which the flush stores too. docs/journal.md says what is promised.
 *
 * <p>Threading: the one event loop reads and appends; a thread of its own waits for the disk; the
 * flusher's thread deletes. Bounds: {@code toolwatch.journal.max-size} on disk, one request in memory.
 */
package dev.toolwatch.journal;
