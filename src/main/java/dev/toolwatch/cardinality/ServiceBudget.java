package dev.toolwatch.cardinality;

import dev.toolwatch.sketch.DistinctCount;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * How many services get a name of their own, over all event loops: first come, until they are idle.
 * Thread-safe: a service that is known, and one that there is no room for, are told without a lock;
 * what changes does so under the one lock of all budgets.
 */
public final class ServiceBudget {
  private static final int PRECISION = 11;

  private final int limit;
  private final Object lock;
  private final LabelHash hash;
  private final Service other;
  private final Map<String, Service> known = new ConcurrentHashMap<>();
  private final LongAdder limited = new LongAdder();
  private final DistinctCount demand = new DistinctCount(PRECISION);
  private final InstantSource clock;
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

  /** @param lock that all budgets share, since a service may go only when it has no place in any */
  ServiceBudget(int limit, Object lock, LabelHash hash, InstantSource clock) {
    if (limit < 1) {
      throw new IllegalArgumentException(
          "toolwatch.cardinality.max-services must be at least 1: " + limit);
    }
    this.limit = limit;
    this.lock = lock;
    this.hash = hash;
    this.clock = clock;
    other = new Service(Family.OTHER, clock.millis());
  }

  /** The name under which a service counts: its own, or {@link Family#OTHER}. */
  public String admit(String service) {
    Service name = known.get(service);
    if (name == null && !service.equals(Family.OTHER)) {
      name = ask(service);
    }
    return name == null ? Family.OTHER : name.name();
  }

  private Service ask(String service) {
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

  /** Under the lock: the service, admitted if there is room; null if there is none. */
  Service of(String service) {
    if (service.equals(Family.OTHER)) {
      return other;
    }
    Service name = known.get(service);
    if (name == null && known.size() < limit) {
      name = new Service(service, clock.millis());
      known.put(service, name);
      demand.add(hash.of(service));
    }
    return name;
  }

  boolean isKnown(String service) {
    return service.equals(Family.OTHER) || known.containsKey(service);
  }

  /**
   * Has somebody told of each service that is given up, who then forgets what is known of it.
   *
   * @param listener is called under the lock of all budgets, so must not take long
   */
  public void onGone(Consumer<String> listener) {
    listeners.add(listener);
  }

  /** Under the lock: gives up what has no series and was not used since. */
  void expire(long unusedSinceMillis) {
    known
        .values()
        .removeIf(
            service -> {
              boolean idle = service.isIdleSince(unusedSinceMillis);
              if (idle) {
                service.giveUp();
                listeners.forEach(listener -> listener.accept(service.name()));
              }
              return idle;
            });
  }

  /** Begins a generation of demand, in which what is known is demanded. */
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

  /** Adds what an earlier process has counted. */
  void addLimited(long times) {
    limited.add(times);
  }

  long limited() {
    return limited.sum();
  }

  /** Different services asked for lately, an estimate. */
  long demand() {
    return demand.estimate();
  }
}
