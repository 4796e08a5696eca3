/** Toolwatch: what MCP servers do, from the OpenTelemetry data they already send. */
package dev.toolwatch;
