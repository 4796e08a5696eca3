package dev.toolwatch.pipeline;

import dev.toolwatch.cardinality.ServiceBudget;
import dev.toolwatch.mcp.Recognition;
import dev.toolwatch.mcp.ReportedMetrics;
import dev.toolwatch.mcp.Sources;

/**
 * The stages that the pipelines of all event loops share. Thread-safe.
 *
 * @param services decides which services keep their own names
 * @param reported the servers' own metrics
 */
record SharedStages(Recognition recognition, ReportedMetrics reported, ServiceBudget services) {
  Sources sources() {
    return reported.sources();
  }
}
