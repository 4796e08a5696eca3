/**
 * A simulated fleet of MCP servers that sends real OTLP over the network, so that a newcomer sees
 * live metrics within a minute.
 *
 * <p>Threading: one thread, {@code toolwatch-demo}, plans and makes all spans and log records. The SDK's batch
 * processors and exporters have their own threads. Bounds: the queue of each server holds {@link
 * dev.toolwatch.demo.FleetTelemetry#MAX_QUEUED} unsent spans and as many log records, and
 * the SDK drops the rest. What differs by the hour is computed, not kept.
 *
 * <p>The fleet knows only two endpoints of Toolwatch and could run on another machine.
 */
package dev.toolwatch.demo;
