package dev.toolwatch.probe;

import dev.toolwatch.signal.SteadyClock;
import dev.toolwatch.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

/**
 * Which probes are due, and which of them this replica runs. Of replicas that share a store one holds
 * a probe: whoever has taken its last turn. The others take it over if its turn has not risen for
 * {@link #stale} of their own time, so their clocks need not agree. While the store is away, the
 * holder goes on: a second check does no harm, a gap does.
 *
 * <p>For one thread, beside the one that looks: a store that hangs must not keep the checks waiting.
 */
final class Turns {
  private static final Duration LATE = Duration.ofSeconds(3);

  /** Time that is added at random to each interval: this part of it. */
  private static final int JITTER = 10;

  private static final long FRESH_NANOS = Duration.ofSeconds(3).toNanos();

  private final ProbeTable table;
  private final boolean shared;
  private final SteadyClock clock;
  private final RandomGenerator random;
  private final Executor lookout;
  private final AtomicBoolean looking = new AtomicBoolean();
  private final Map<String, Seen> all = new HashMap<>();

  /** Null as long as the store was never reached, and after it could not be. */
  private volatile Answer latest;

  /** What the store said of all probes, and when. */
  private record Answer(ProbeTable.Look look, long nanos) {}

  /** A probe as this replica sees it. */
  private static final class Seen {
    private boolean isKnown;
    private long turn = -1;
    private long sinceNanos;
    private long dueNanos;
    private boolean mine;
  }

  /**
   * @param shared whether other processes may use the same store
   * @param lookout reads the store, which may hang
   */
  Turns(
      ProbeTable table,
      boolean shared,
      SteadyClock clock,
      RandomGenerator random,
      Executor lookout) {
    this.table = table;
    this.shared = shared;
    this.clock = clock;
    this.random = random;
    this.lookout = lookout;
  }

  /** Looks who runs which probe. To be called before {@link #see}. */
  void look() {
    if (shared && looking.compareAndSet(false, true)) {
      try {
        lookout.execute(this::read);
      } catch (RejectedExecutionException e) {
        looking.set(false); // it is stopping
      }
    }
  }

  private void read() {
    try {
      latest = new Answer(table.look(), clock.nanos());
    } catch (StoreException e) {
      latest = null;
    } finally {
      looking.set(false);
    }
  }

  /** What the store said lately; null if it did not. */
  private ProbeTable.Look lately() {
    Answer answer = latest;
    return answer == null || clock.nanos() - answer.nanos() > FRESH_NANOS ? null : answer.look();
  }

  /**
   * Takes note of who runs a probe.
   *
   * @param status what is known of it
   */
  void see(Probe probe, ProbeStatus status) {
    Seen seen = seen(probe);
    ProbeTable.Look look = lately();
    if (look == null) {
      return;
    }
    ProbeTable.Entry entry = look.entries().get(probe.name());
    long turn = entry == null ? -1 : entry.turn();
    if (turn != seen.turn) {
      seen.turn = turn;
      seen.sinceNanos = clock.nanos();
    }
    seen.mine = entry != null && entry.holder() == look.self();
    if (!seen.isKnown) {
      seen.isKnown = true;
      // Nobody has run it for so long that there is nobody: this process itself before a crash.
      Instant checked = status.checkedAt();
      if (checked != null && checked.plus(stale(probe)).isBefore(clock.instant())) {
        seen.sinceNanos -= stale(probe).toNanos();
      }
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
    ProbeTable.Look look = shared ? lately() : null;
    if (look == null) {
      if (!due || !holds(probe)) {
        return false;
      }
    } else if (!takeShared(probe, status, seen, due, look)) {
      return false;
    }
    long interval = probe.interval().toNanos();
    seen.dueNanos = now + interval + random.nextLong(interval / JITTER);
    return true;
  }

  private boolean takeShared(
      Probe probe, ProbeStatus status, Seen seen, boolean due, ProbeTable.Look look) {
    ProbeTable.Entry entry = look.entries().get(probe.name());
    boolean free =
        entry == null
            || entry.holder() == 0
            || clock.nanos() - seen.sinceNanos >= stale(probe).toNanos();
    if (seen.mine ? !due : !free) {
      return false;
    }
    try {
      seen.mine = table.take(probe.name(), seen.turn, status);
    } catch (StoreException e) {
      latest = null;
    }
    return seen.mine;
  }

  /** How long a turn may last before another replica takes the next one. */
  static Duration stale(Probe probe) {
    Duration half = probe.interval().dividedBy(2);
    return probe.interval().plus(half.compareTo(LATE) < 0 ? LATE : half);
  }
}
