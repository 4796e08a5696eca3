package dev.toolwatch.cardinality;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How many services get a name of their own, over all event loops. Thread-safe. */
public final class ServiceBudget {
  private final int limit;
  private final Map<String, String> admitted = new ConcurrentHashMap<>();
  private final LongAdder limited = new LongAdder();

  ServiceBudget(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException(
          "toolwatch.cardinality.max-services must be at least 1: " + limit);
    }
    this.limit = limit;
  }

  /** The name under which a service counts: its own, or {@link SeriesBudget#OTHER}. */
  public String admit(String service) {
    String known = admitted.get(service);
    if (known != null) {
      return known;
    }
    // Two loops may pass here at once: the limit may be exceeded by as many services as loops.
    if (admitted.size() >= limit) {
      limited.increment();
      return SeriesBudget.OTHER;
    }
    admitted.putIfAbsent(service, service);
    return admitted.get(service);
  }

  int limit() {
    return limit;
  }

  int services() {
    return admitted.size();
  }

  long limited() {
    return limited.sum();
  }
}
