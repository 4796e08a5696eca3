/**
 * The REST query API under {@code /api/v1}: services, tools, users and sessions over any range of
 * time, as JSON and CSV.
 *
 * <p>A resource reads its parameters ({@link dev.toolwatch.api.Parameters}), asks the store, makes
 * rows of what it gets, and {@link dev.toolwatch.api.Answers} writes them. Everything wrong becomes
 * a problem of RFC 9457.
 *
 * <p>Threading: each request on a worker thread of its own; nothing is shared but what is immutable.
 * Bounds: rows a page, points a series, and the length of every text that is given.
 */
package dev.toolwatch.api;
