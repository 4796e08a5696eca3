/**
 * A simulated fleet of MCP servers that sends real OTLP over the network, so that a newcomer sees
 * live metrics within a minute.
 *
 * <p>Threading: one thread, {@code toolwatch-demo}, plans and makes all spans. The SDK's batch
 * processors and exporters have their own threads. Bounds: the queue of each server holds {@link
 * dev.toolwatch.demo.FleetTracing#MAX_QUEUED_SPANS} unsent spans, and the SDK drops the rest.
 *
 * <p>The fleet knows only two endpoints of Toolwatch and could run on another machine.
 */
package dev.toolwatch.demo;
