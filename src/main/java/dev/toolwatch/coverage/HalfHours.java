package dev.toolwatch.coverage;

import dev.toolwatch.cardinality.ServiceBudget;
import dev.toolwatch.signal.ForwardMillis;
import dev.toolwatch.signal.ServiceId;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BinaryOperator;

/**
 * Counts by service in this half-hour and in the one before: what was seen in the last half to whole
 * hour. The number of services in a half-hour is limited; further ones count as {@code __other__}. Not
 * thread-safe.
 */
final class HalfHours {
  static final long MILLIS = 1_800_000;

  private final int width;
  private final int limit;
  private final ForwardMillis time = new ForwardMillis();
  private Map<ServiceId, long[]> current = new HashMap<>();
  private Map<ServiceId, long[]> previous = new HashMap<>();
  private long number = Long.MIN_VALUE;
  private long endMillis = Long.MIN_VALUE;
  private long limited;

  /** The service that was asked for last: spans of one service come one after the other. */
  private ServiceId lastService;

  private long[] lastCounts;

  /**
   * @param width the number of counts of a service
   * @param limit the maximum number of services; {@code __other__} may be one more
   */
  HalfHours(int width, int limit) {
    this.width = width;
    this.limit = limit;
  }

  /** Sets the time of what follows. */
  void at(long epochMillis) {
    long millis = time.at(epochMillis);
    if (millis >= endMillis) {
      begin(Math.floorDiv(millis, MILLIS));
    }
  }

  private void begin(long next) {
    Map<ServiceId, long[]> oldest = previous;
    oldest.clear();
    previous = current;
    current = oldest;
    if (next != number + 1) {
      previous.clear();
    }
    number = next;
    endMillis = (next + 1) * MILLIS;
    lastService = null;
  }

  /** The counts of a service in this half-hour, to be changed. */
  long[] of(ServiceId service) {
    if (!service.equals(lastService)) {
      lastCounts = find(service);
      lastService = service;
    }
    if (lastCounts == null) {
      limited++;
      return current.computeIfAbsent(ServiceBudget.OTHER, missing -> new long[width]);
    }
    return lastCounts;
  }

  /** The counts of a service, or null if it has no room. */
  private long[] find(ServiceId service) {
    long[] counts = current.get(service);
    if (counts == null && (current.size() < limit || service.equals(ServiceBudget.OTHER))) {
      counts = new long[width];
      current.put(service, counts);
    }
    return counts;
  }

  /** How often a service had no room, ever. */
  long limited() {
    return limited;
  }

  /**
   * The counts of both half-hours, copied.
   *
   * @param plus puts counts of one service together, into new ones
   */
  Map<ServiceId, long[]> sums(BinaryOperator<long[]> plus) {
    Map<ServiceId, long[]> sums = new HashMap<>();
    current.forEach((service, counts) -> sums.put(service, counts.clone()));
    previous.forEach((service, counts) -> sums.merge(service, counts.clone(), plus));
    return sums;
  }
}
