/**
 * The REST API under {@code /api/v1}: JSON, CSV where asked for, errors by RFC 9457.
 *
 * <p>Threading: resources run on Quarkus' worker threads and ask the stages for immutable reports.
 * Bounds: what a listing holds by its {@code limit}. Who may come in is decided before, by {@code
 * security}.
 */
package dev.toolwatch.api;
