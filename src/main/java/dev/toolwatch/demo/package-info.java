/**
 * A made-up fleet of MCP servers that sends real OTLP over the network, so that a newcomer sees
 * living metrics within a minute.
 *
 * <p>Threads: one, {@code toolwatch-demo}, plans and makes all spans; the SDK's batch processors
 * and exporters have threads of their own. Bounds: every server's queue of unsent spans holds
 * {@link dev.toolwatch.demo.FleetTracing#MAX_QUEUED_SPANS}; what does not fit is dropped by the SDK.
 *
 * <p>It knows nothing of Toolwatch but two endpoints, and could run on another machine.
 */
package dev.toolwatch.demo;
