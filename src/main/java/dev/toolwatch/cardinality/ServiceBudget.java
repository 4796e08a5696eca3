package dev.toolwatch.cardinality;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.DistinctCount;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Limits how many services have their own name, for all event loops. The first ones get a name and
 * keep it until they are idle. Thread-safe: known services, and services for which there is no
 * room, need no lock. Every change happens under the one lock of all budgets.
 */
public final class ServiceBudget {
  /** The service that all services without their own name count as. */
  public static final ServiceId OTHER = ServiceId.of(Family.OTHER);

  private static final int PRECISION = 11;

  private final int limit;
  private final Object lock;
  private final LabelHash hash;
  private final Service other;
  private final Map<ServiceId, Service> known = new ConcurrentHashMap<>();
  private final LongAdder limited = new LongAdder();
  private final DistinctCount demand = new DistinctCount(PRECISION);
  private final InstantSource clock;
  private final List<Consumer<ServiceId>> listeners = new CopyOnWriteArrayList<>();

  /**
   * @param lock shared by all budgets, because a service is removed only when it has no place in
   *     any
   */
  ServiceBudget(int limit, Object lock, LabelHash hash, InstantSource clock) {
    if (limit < 1) {
      throw new IllegalArgumentException(
          "toolwatch.cardinality.max-services must be at least 1, but is " + limit);
    }
    this.limit = limit;
    this.lock = lock;
    this.hash = hash;
    this.clock = clock;
    other = new Service(OTHER, clock.millis());
  }

  /** The service to count a service as: the known one that equals it, or {@link #OTHER}. */
  public ServiceId admit(ServiceId service) {
    Service admitted = known.get(service);
    if (admitted == null && !service.equals(OTHER)) {
      admitted = ask(service);
    }
    return admitted == null ? OTHER : admitted.id();
  }

  private Service ask(ServiceId service) {
    demand.add(hash.of(service));
    Service admitted = null;
    if (known.size() < limit) {
      synchronized (lock) {
        admitted = of(service);
      }
    }
    if (admitted == null) {
      limited.increment();
    }
    return admitted;
  }

  /** The service, admitted if there is room, otherwise null. Call it under the lock. */
  Service of(ServiceId service) {
    if (service.equals(OTHER)) {
      return other;
    }
    Service admitted = known.get(service);
    if (admitted == null && known.size() < limit) {
      admitted = new Service(service, clock.millis());
      known.put(service, admitted);
      demand.add(hash.of(service));
    }
    return admitted;
  }

  /**
   * Runs an action if a service has its own name, or can have it: then it gets it. The service
   * cannot lose it before the action has ended, so a listener of {@link #onGone} can undo it. Does
   * not count a refusal, which {@link #admit} does for everything that is counted.
   *
   * @param action runs under the lock of all budgets and must be fast
   */
  public void whileNamed(ServiceId service, Runnable action) {
    if (!known.containsKey(service) && known.size() >= limit) {
      return;
    }
    synchronized (lock) {
      if (of(service) != null) {
        action.run();
      }
    }
  }

  boolean isKnown(ServiceId service) {
    return service.equals(OTHER) || known.containsKey(service);
  }

  /**
   * Adds a listener for each service that is given up, so that other data about it can be removed.
   *
   * @param listener gets the service; it runs under the lock of all budgets and must be fast
   */
  public void onGone(Consumer<ServiceId> listener) {
    listeners.add(listener);
  }

  /** Removes services that have no series and were not used since. Call it under the lock. */
  void expire(long unusedSinceMillis) {
    known
        .values()
        .removeIf(
            service -> {
              boolean idle = service.isIdleSince(unusedSinceMillis);
              if (idle) {
                service.giveUp();
                listeners.forEach(listener -> listener.accept(service.id()));
              }
              return idle;
            });
  }

  /** Starts a new generation of demand, which includes all known services. */
  void turn() {
    demand.turn();
    known.keySet().forEach(service -> demand.add(hash.of(service)));
  }

  int limit() {
    return limit;
  }

  int services() {
    return known.size();
  }

  /** Adds a count of an earlier process. */
  void addLimited(long times) {
    limited.add(times);
  }

  long limited() {
    return limited.sum();
  }

  /** Estimated number of different services seen recently. */
  long demand() {
    return demand.estimate();
  }
}
