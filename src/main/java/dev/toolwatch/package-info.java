/** Toolwatch: observes MCP servers by the OpenTelemetry data that they already send. */
package dev.toolwatch;
