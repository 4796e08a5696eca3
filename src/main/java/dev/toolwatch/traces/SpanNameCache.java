package dev.toolwatch.traces;

import dev.toolwatch.mcp.JoinSpan;
import dev.toolwatch.mcp.NameCache;
import java.util.HashMap;
import java.util.Map;

/**
 * The names of spans as {@link SpanNames} gives them, made once for each name that is received, as
 * long as it is cached. Not thread-safe.
 */
final class SpanNameCache {
  /** Names of spans that say only how they call, each with what they call. */
  private static final int MAX_CALLS = 1024;

  private final NameCache names = new NameCache(name -> SpanNames.of(name, ""));
  private final Map<String, Map<String, String>> calls = new HashMap<>();
  private int size;

  String of(JoinSpan span) {
    String name = names.of(span.name());
    String dependency = span.operation().dependency();
    if (dependency.isEmpty() || !SpanNames.isMethod(name)) {
      return name;
    }
    Map<String, String> called = calls.get(dependency);
    String known = called == null ? null : called.get(name);
    return known == null ? add(name, dependency) : known;
  }

  private String add(String name, String dependency) {
    if (size == MAX_CALLS) {
      calls.clear();
      size = 0;
    }
    size++;
    String made = SpanNames.of(name, dependency);
    calls.computeIfAbsent(dependency, key -> new HashMap<>()).put(name, made);
    return made;
  }
}
