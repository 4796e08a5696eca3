/**
 * Passes the metrics that servers send on to Prometheus, in its names and types (OpenTelemetry
 * specification, "Prometheus and OpenMetrics Compatibility"). A request is read by the event loop that
 * received it; its points go into {@link dev.toolwatch.relay.RelayedSeries}, which all loops share.
 *
 * <p>Threading: a {@link dev.toolwatch.relay.RelayIntake} belongs to an event loop. All series are
 * guarded by one lock, which is held for one point; metrics are few compared with spans.
 *
 * <p>Bounds: {@code toolwatch.relay.max-series} series, in a sixteenth of the heap; shares of services, and
 * of metrics in services. Series without points are forgotten after {@code toolwatch.relay.stale-after}.
 */
package dev.toolwatch.relay;
