package dev.toolwatch.api;

import dev.toolwatch.probe.ProbeHistory;
import dev.toolwatch.probe.ToolChanges;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Tools of an MCP server that changed from one check to the next. */
record ProbeChangeRow(
    @Schema(description = "When that was found") Instant time,
    @Schema(description = "New tools") List<String> added,
    @Schema(description = "Tools that are no longer there") List<String> removed,
    @Schema(description = "Tools whose definition changed") List<Tool> changed,
    @Schema(description = "The number of further tools that changed") int unnamed) {
  /** A tool whose definition changed. */
  @RegisterForReflection
  record Tool(
      String tool,
      @Schema(description = "What changed: description, arguments, other") List<String> parts,
      @Schema(description = "New arguments") List<String> addedArguments,
      @Schema(description = "Arguments that are no longer there; a renamed one is both")
          List<String> removedArguments,
      @Schema(description = "Arguments with another schema") List<String> changedArguments) {
    static Tool of(ToolChanges.Change change) {
      return new Tool(
          change.tool(),
          change.parts().stream().map(ToolChanges.Part::label).toList(),
          change.addedArguments(),
          change.removedArguments(),
          change.changedArguments());
    }
  }

  static ProbeChangeRow of(ProbeHistory.Change change) {
    ToolChanges changes = change.changes();
    return new ProbeChangeRow(
        change.at(),
        changes.added(),
        changes.removed(),
        changes.changed().stream().map(Tool::of).toList(),
        changes.unnamed());
  }
}
