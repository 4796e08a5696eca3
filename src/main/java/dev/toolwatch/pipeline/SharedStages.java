package dev.toolwatch.pipeline;

import dev.toolwatch.cardinality.ServiceBudget;
import dev.toolwatch.forward.Forwarding;
import dev.toolwatch.mcp.Recognition;
import dev.toolwatch.mcp.ReportedMetrics;
import dev.toolwatch.mcp.Sources;

/**
 * The stages that the pipelines of all event loops share. Thread-safe.
 *
 * @param services decides which services keep their own names
 * @param reported the servers' own metrics
 * @param forwarding hands requests to other backends
 */
record SharedStages(
    Recognition recognition,
    ReportedMetrics reported,
    ServiceBudget services,
    Forwarding forwarding) {
  Sources sources() {
    return reported.sources();
  }
}
