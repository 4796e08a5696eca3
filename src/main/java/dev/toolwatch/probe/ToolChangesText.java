package dev.toolwatch.probe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The text of {@link ToolChanges} in the store: JSON. Pure functions. */
final class ToolChangesText {
  private ToolChangesText() {}

  static String of(ToolChanges changes) {
    ObjectNode node = JsonRpc.object();
    put(node, "added", changes.added());
    put(node, "removed", changes.removed());
    node.put("unnamed", changes.unnamed());
    for (ToolChanges.Change change : changes.changed()) {
      ObjectNode one = node.withArray("changed").addObject();
      one.put("tool", change.tool());
      put(one, "parts", change.parts().stream().map(Enum::name).toList());
      put(one, "added", change.addedArguments());
      put(one, "removed", change.removedArguments());
      put(one, "changed", change.changedArguments());
    }
    return node.toString();
  }

  private static void put(ObjectNode node, String name, List<String> texts) {
    texts.forEach(node.putArray(name)::add);
  }

  /**
   * Reads it.
   *
   * @throws IllegalArgumentException if it is not such a text
   */
  static ToolChanges parse(String text) {
    JsonNode node = JsonRpc.parse(text);
    if (node == null || !node.isObject()) {
      throw new IllegalArgumentException("is not a JSON object");
    }
    List<ToolChanges.Change> changed = new ArrayList<>();
    for (JsonNode one : node.path("changed")) {
      Set<ToolChanges.Part> parts = EnumSet.noneOf(ToolChanges.Part.class);
      texts(one, "parts").forEach(part -> parts.add(ToolChanges.Part.valueOf(part)));
      changed.add(
          new ToolChanges.Change(
              one.path("tool").asText(),
              parts,
              texts(one, "added"),
              texts(one, "removed"),
              texts(one, "changed")));
    }
    return new ToolChanges(
        texts(node, "added"), texts(node, "removed"), changed, node.path("unnamed").asInt());
  }

  private static List<String> texts(JsonNode node, String name) {
    List<String> texts = new ArrayList<>();
    node.path(name).forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
