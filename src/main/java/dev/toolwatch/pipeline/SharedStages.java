package dev.toolwatch.pipeline;

import dev.toolwatch.cardinality.ServiceBudget;
import dev.toolwatch.errors.Errors;
import dev.toolwatch.forward.Forwarding;
import dev.toolwatch.mcp.Recognition;
import dev.toolwatch.mcp.ReportedMetrics;
import dev.toolwatch.mcp.Sources;
import dev.toolwatch.relay.Relay;

/**
 * The stages that the pipelines of all event loops share. Thread-safe.
 *
 * @param services decides which services keep their own names
 * @param reported the servers' own metrics
 * @param forwarding hands requests to other backends
 * @param errors groups what spans and log records tell of errors
 * @param relay passes the servers' own metrics on to Prometheus
 */
record SharedStages(
    Recognition recognition,
    ReportedMetrics reported,
    ServiceBudget services,
    Forwarding forwarding,
    Errors errors,
    Relay relay) {
  Sources sources() {
    return reported.sources();
  }
}
