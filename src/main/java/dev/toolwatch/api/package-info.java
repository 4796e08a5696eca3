/**
 * The REST API under {@code /api/v1}: services, tools, users and sessions over any period, as JSON
 * and CSV.
 *
 * <p>A resource reads its parameters ({@link dev.toolwatch.api.Query}), reads the store in one
 * transaction, makes rows, and {@link dev.toolwatch.api.Answers} writes them. Every error becomes
 * an RFC 9457 problem.
 *
 * <p>Threading: each request has a worker thread of its own and shares only immutable objects.
 * Bounds: the rows of a page, the points of a series, and the length of every text in a request.
 */
package dev.toolwatch.api;
