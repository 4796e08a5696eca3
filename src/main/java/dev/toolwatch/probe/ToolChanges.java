package dev.toolwatch.probe;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * What has changed in the tools of a server from one check to another. Names are in order; of all
 * lists together at most {@value #MAX_TOOLS} tools are named, changed ones first and added ones last;
 * of the first {@value #MAX_NAMED} that changed also the arguments.
 *
 * @param added tools that were not there
 * @param removed tools that are no longer there
 * @param changed tools with another definition
 * @param unnamed the number of further tools that were added, removed or changed
 */
public record ToolChanges(
    List<String> added, List<String> removed, List<Change> changed, int unnamed) {
  static final int MAX_TOOLS = 100;

  /** The maximum number of changed tools whose arguments are named. */
  static final int MAX_NAMED = 10;

  /** The maximum number of arguments that each list of a change names. */
  static final int MAX_ARGUMENTS = 20;

  /** A part of a tool's definition. */
  public enum Part {
    DESCRIPTION,
    ARGUMENTS,
    /** Title, annotations, output schema and all else. */
    OTHER;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What has changed in a tool. A renamed argument is a removed and an added one.
   *
   * @param parts what is not as it was, never empty
   * @param addedArguments their names; empty if they are not known, as are the next two
   * @param removedArguments those that are no longer there
   * @param changedArguments those with another schema, or that are required now or no longer
   */
  public record Change(
      String tool,
      Set<Part> parts,
      List<String> addedArguments,
      List<String> removedArguments,
      List<String> changedArguments) {
    Change withoutArguments() {
      return new Change(tool, parts, List.of(), List.of(), List.of());
    }
  }

  public ToolChanges {
    added = List.copyOf(added);
    removed = List.copyOf(removed);
    changed = List.copyOf(changed);
  }

  boolean isEmpty() {
    return added.isEmpty() && removed.isEmpty() && changed.isEmpty() && unnamed == 0;
  }

  /** The number of tools that were added, removed or changed. */
  int count() {
    return added.size() + removed.size() + changed.size() + unnamed;
  }

  static ToolChanges between(McpFacts before, McpFacts after) {
    SortedMap<String, ToolDigest> old = before.definitions();
    SortedMap<String, ToolDigest> now = after.definitions();
    List<Change> changed = new ArrayList<>();
    int more = 0;
    for (Map.Entry<String, ToolDigest> tool : now.entrySet()) {
      ToolDigest earlier = old.get(tool.getKey());
      Change change = earlier == null ? null : change(tool.getKey(), earlier, tool.getValue());
      if (change != null && changed.size() < MAX_TOOLS) {
        changed.add(changed.size() < MAX_NAMED ? change : change.withoutArguments());
      } else if (change != null) {
        more++;
      }
    }
    Set<String> gone = without(old.keySet(), now.keySet());
    Set<String> come = without(now.keySet(), old.keySet());
    List<String> removed = first(gone, MAX_TOOLS - changed.size());
    List<String> added = first(come, MAX_TOOLS - changed.size() - removed.size());
    more += gone.size() - removed.size() + come.size() - added.size();
    return new ToolChanges(added, removed, changed, more);
  }

  /** What has changed in a tool; null if nothing has. */
  private static Change change(String tool, ToolDigest before, ToolDigest after) {
    boolean named = before.arguments() != null && after.arguments() != null;
    ToolDigest old = named ? before : before.withoutArguments();
    ToolDigest now = named ? after : after.withoutArguments();
    if (old.equals(now)) {
      return null;
    }
    Set<Part> parts = EnumSet.noneOf(Part.class);
    if (!old.description().equals(now.description())) {
      parts.add(Part.DESCRIPTION);
    }
    if (!old.other().equals(now.other())) {
      parts.add(Part.OTHER);
    }
    if (!old.schema().equals(now.schema()) || named && !old.arguments().equals(now.arguments())) {
      parts.add(Part.ARGUMENTS);
    }
    if (!named) {
      return new Change(tool, parts, List.of(), List.of(), List.of());
    }
    Set<String> other = new TreeSet<>();
    now.arguments()
        .forEach(
            (name, digest) -> {
              String earlier = old.arguments().get(name);
              if (earlier != null && !earlier.equals(digest)) {
                other.add(name);
              }
            });
    Set<String> gone = without(old.arguments().keySet(), now.arguments().keySet());
    Set<String> come = without(now.arguments().keySet(), old.arguments().keySet());
    return new Change(
        tool,
        parts,
        first(come, MAX_ARGUMENTS),
        first(gone, MAX_ARGUMENTS),
        first(other, MAX_ARGUMENTS));
  }

  private static Set<String> without(Set<String> all, Set<String> these) {
    Set<String> rest = new TreeSet<>(all);
    rest.removeAll(these);
    return rest;
  }

  private static List<String> first(Set<String> names, int max) {
    return names.stream().limit(max).toList();
  }
}
