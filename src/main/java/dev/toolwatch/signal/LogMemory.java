package dev.toolwatch.signal;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What has to be remembered of a log, in named parts, so that only what has changed is written. The
 * bytes of parts must not be changed.
 *
 * @param changed the parts that are new or have changed since the memory before
 * @param names of all parts that are still needed, those that have not changed among them
 */
public record LogMemory(Map<String, byte[]> changed, Set<String> names) {
  public static final LogMemory NONE = new LogMemory(Map.of(), Set.of());

  public LogMemory {
    if (!names.containsAll(changed.keySet())) {
      throw new IllegalArgumentException("a part has changed that is not needed");
    }
  }

  /** A memory of which every part is here. */
  public static LogMemory whole(Map<String, byte[]> parts) {
    return new LogMemory(parts, Set.copyOf(parts.keySet()));
  }

  /** This memory after the changes of a later one. */
  public LogMemory then(LogMemory later) {
    Map<String, byte[]> parts = new HashMap<>(changed);
    parts.keySet().retainAll(later.names);
    parts.putAll(later.changed);
    return new LogMemory(parts, later.names);
  }
}
