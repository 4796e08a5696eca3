/**
 * Requests on disk: files of records with checksums, which are appended to, deleted whole and never
 * changed. {@code forward} keeps in them what waits for its targets, {@code journal} what has been
 * received.
 *
 * <p>Threading: whoever opens a segment says who may use it. Bounds: those of its user; a damaged record
 * is skipped.
 */
package dev.toolwatch.spool;
