package dev.toolwatch.probe;

import dev.toolwatch.signal.SteadyClock;
import dev.toolwatch.store.StoreException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Which probes are due, and which of them this replica runs. Of replicas that share a store one holds
 * a probe: whoever has taken its last turn. The others take it over if its turn has not risen for
 * {@link #stale} of their own time, so their clocks need not agree. While the store is away, the
 * holder goes on: a second check does no harm, a gap does.
 *
 * <p>For one thread.
 */
final class Turns {
  private static final Duration LATE = Duration.ofSeconds(3);

  /** Time that is added at random to each interval: this part of it. */
  private static final int JITTER = 10;

  private final ProbeTable table;
  private final boolean shared;
  private final SteadyClock clock;
  private final RandomGenerator random;
  private final Map<String, Seen> all = new HashMap<>();
  private Map<String, ProbeTable.Entry> entries = Map.of();
  private boolean reached;
  private long self;

  /** A probe as this replica sees it. */
  private static final class Seen {
    private long turn = -1;
    private long sinceNanos;
    private long dueNanos;
    private boolean mine;
  }

  /**
   * @param shared whether other processes may use the same store
   */
  Turns(ProbeTable table, boolean shared, SteadyClock clock, RandomGenerator random) {
    this.table = table;
    this.shared = shared;
    this.clock = clock;
    this.random = random;
  }

  /** Looks who runs which probe. To be called before {@link #take}. */
  void look() {
    if (!shared) {
      return;
    }
    try {
      ProbeTable.Look look = table.look();
      self = look.self();
      entries = look.entries();
      reached = true;
    } catch (StoreException e) {
      reached = false;
    }
  }

  /** Whether this replica runs the probe, as far as it knows. */
  boolean holds(Probe probe) {
    return !shared || seen(probe).mine;
  }

  private Seen seen(Probe probe) {
    return all.computeIfAbsent(
        probe.name(),
        name -> {
          Seen seen = new Seen();
          seen.dueNanos = clock.nanos() + random.nextLong(Probe.SHORTEST.toNanos());
          seen.sinceNanos = clock.nanos();
          return seen;
        });
  }

  /**
   * Takes the next turn of a probe, if it is due and this replica's.
   *
   * @param status what is known of the probe, for its row
   */
  boolean take(Probe probe, ProbeStatus status) {
    Seen seen = seen(probe);
    long now = clock.nanos();
    boolean due = now - seen.dueNanos >= 0;
    if (shared && reached) {
      if (!takeShared(probe, status, seen, due)) {
        return false;
      }
    } else if (!due || shared && !seen.mine) {
      return false;
    }
    long interval = probe.interval().toNanos();
    seen.dueNanos = now + interval + random.nextLong(interval / JITTER);
    return true;
  }

  private boolean takeShared(Probe probe, ProbeStatus status, Seen seen, boolean due) {
    long now = clock.nanos();
    ProbeTable.Entry entry = entries.get(probe.name());
    long turn = entry == null ? -1 : entry.turn();
    if (turn != seen.turn) {
      seen.turn = turn;
      seen.sinceNanos = now;
    }
    seen.mine = entry != null && entry.holder() == self;
    boolean free =
        entry == null || entry.holder() == 0 || now - seen.sinceNanos >= stale(probe).toNanos();
    if (seen.mine ? !due : !free) {
      return false;
    }
    try {
      seen.mine = table.take(probe.name(), turn, status);
    } catch (StoreException e) {
      reached = false;
    }
    return seen.mine;
  }

  /** How long a turn may last before another replica takes the next one. */
  static Duration stale(Probe probe) {
    Duration half = probe.interval().dividedBy(2);
    return probe.interval().plus(half.compareTo(LATE) < 0 ? LATE : half);
  }
}
