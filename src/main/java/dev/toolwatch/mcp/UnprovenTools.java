package dev.toolwatch.mcp;

import dev.toolwatch.signal.ServiceId;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * The names of tools that have their own series although they have only failed, in a way that does
 * not tell whether the tool exists. There are few for each service, because callers can make names
 * up. What all event loops know of them; thread-safe. A name that succeeds gives its room back.
 */
final class UnprovenTools {
  private final int max;
  private final Map<ServiceId, Set<String>> names = new ConcurrentHashMap<>();

  /** Services that have some. Without any, success needs no look-up. */
  private final AtomicInteger services = new AtomicInteger();

  /**
   * @param max the maximum number of names of each service
   */
  UnprovenTools(int max) {
    this.max = max;
  }

  /**
   * Whether a failed name may have its own series.
   *
   * @param service one that has its own name: their number is limited
   * @param hasSeries whether one of the service's names still has its series
   */
  boolean admit(ServiceId service, String tool, Predicate<String> hasSeries) {
    Set<String> admitted =
        names.computeIfAbsent(
            service,
            added -> {
              services.incrementAndGet();
              return new HashSet<>();
            });
    synchronized (admitted) {
      if (admitted.size() >= max && !admitted.contains(tool)) {
        admitted.removeIf(name -> !hasSeries.test(name));
      }
      return admitted.contains(tool) || admitted.size() < max && admitted.add(tool);
    }
  }

  /** Records that a tool has succeeded: it exists. */
  void succeeded(ServiceId service, String tool) {
    if (services.get() == 0) {
      return;
    }
    Set<String> admitted = names.get(service);
    if (admitted != null) {
      synchronized (admitted) {
        admitted.remove(tool);
      }
    }
  }

  /** Forgets the names of a service that is given up. */
  void forget(ServiceId service) {
    if (names.remove(service) != null) {
      services.decrementAndGet();
    }
  }

  int size(ServiceId service) {
    Set<String> admitted = names.get(service);
    if (admitted == null) {
      return 0;
    }
    synchronized (admitted) {
      return admitted.size();
    }
  }
}
