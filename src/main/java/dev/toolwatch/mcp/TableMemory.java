package dev.toolwatch.mcp;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a table of spans holds, in parts: each is what was put into the table from one call of {@link
 * #save} to the next. Not thread-safe.
 */
final class TableMemory {
  private final String prefix;
  private final SpanTable table;
  private final Deque<Part> parts = new ArrayDeque<>();
  private long nextNumber;

  private record Part(String name, long millis, int spans) {}

  /**
   * @param prefix of the names of the parts, which no other part's name begins with
   */
  TableMemory(String prefix, SpanTable table) {
    this.prefix = prefix;
    this.table = table;
  }

  /** Adds what is new since the last call, and the names of all parts that are needed. */
  void save(Map<String, byte[]> changed, Set<String> names) {
    byte[] bytes = table.takeChanges();
    if (bytes.length > 0) {
      String name = "%s%016x".formatted(prefix, nextNumber++);
      parts.addLast(part(name, bytes));
      changed.put(name, bytes);
    }
    dropForgotten();
    parts.forEach(part -> names.add(part.name()));
  }

  private static Part part(String name, byte[] bytes) {
    return new Part(name, SpanTable.millis(bytes), SpanTable.spans(bytes));
  }

  /** A part is not needed if the table forgets all of it, or will when it is restored. */
  private void dropForgotten() {
    long later = parts.stream().mapToLong(Part::spans).sum();
    while (!parts.isEmpty()) {
      later -= parts.peekFirst().spans();
      if (later < table.limit() && !table.hasForgotten(parts.peekFirst().millis())) {
        return;
      }
      parts.removeFirst();
    }
  }

  /** Fills the table, which is empty, from its parts among others. */
  void restore(Map<String, byte[]> all) {
    new TreeMap<>(all)
        .forEach(
            (name, bytes) -> {
              if (name.startsWith(prefix)) {
                table.restore(bytes);
                parts.addLast(part(name, bytes));
                nextNumber = Long.parseLong(name.substring(prefix.length()), 16) + 1;
              }
            });
  }
}
