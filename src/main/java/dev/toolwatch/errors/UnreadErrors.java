package dev.toolwatch.errors;

import dev.toolwatch.cardinality.ServiceBudget;
import dev.toolwatch.signal.RawError;
import dev.toolwatch.signal.ServiceId;
import java.util.HashMap;
import java.util.Map;

/** How many errors of each service nobody looks at, for want of room. Not thread-safe. */
final class UnreadErrors {
  /** Services whose errors are counted apart. Those of more count for {@link ServiceBudget#OTHER}. */
  static final int MAX_SERVICES = 1_000;

  private final Map<ServiceId, Long> times = new HashMap<>();

  /** Counts an error, unless it is of a span below an operation: the operation tells of it again. */
  void add(ServiceId service, RawError.Call call, long more) {
    if (call.isNone() || call.outermost()) {
      add(service, more);
    }
  }

  void add(UnreadErrors others) {
    others.times.forEach(this::add);
  }

  private void add(ServiceId service, long more) {
    boolean apart = times.size() < MAX_SERVICES || times.containsKey(service);
    times.merge(apart ? service : ServiceBudget.OTHER, more, Long::sum);
  }

  boolean isEmpty() {
    return times.isEmpty();
  }

  /** By service. */
  Map<ServiceId, Long> byService() {
    return Map.copyOf(times);
  }

  long sum() {
    return times.values().stream().mapToLong(some -> some).sum();
  }
}
