package dev.toolwatch.slo;

import dev.toolwatch.store.Rollup;

/** Calls of a tool over a month, those during maintenance among them. */
public record ToolFigures(String tool, Rollup calls) {}
