package dev.toolwatch.pipeline;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Which event loop owns a trace. The spans of a trace may come over several connections and so to
 * several loops; each trace belongs to one of them, to which the others hand its spans. Thread-safe.
 */
final class TraceOwners {
  private final AtomicReferenceArray<TraceRoute> routes;

  TraceOwners(int loops) {
    routes = new AtomicReferenceArray<>(loops);
  }

  /** Makes a loop known, which takes the spans of its traces from now on. */
  void open(int index, TraceRoute route) {
    routes.set(index, route);
  }

  int loops() {
    return routes.length();
  }

  /** The loop that a trace belongs to, by its number. */
  int ownerOf(long traceIdLow) {
    // The middle bits: some tracers put a clock in front or a counter at the end.
    return (int) (traceIdLow >>> 16 & 0x7fffffff) % routes.length();
  }

  /** The way to a loop; null while the loop has not started. */
  TraceRoute route(int index) {
    return routes.get(index);
  }
}
