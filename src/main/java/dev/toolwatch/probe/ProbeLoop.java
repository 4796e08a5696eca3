package dev.toolwatch.probe;

import dev.toolwatch.store.StoreException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;

/** Starts checks when they are due, one at a time of each probe. {@link #tick} is for one thread. */
final class ProbeLoop {
  private final List<Probe> probes;
  private final ProbeTable table;
  private final Turns turns;
  private final ProbeStates states;
  private final ProbeRunner runner;
  private final Executor threads;
  private final Map<String, RunningCheck> running = new HashMap<>();
  private boolean loaded;
  private volatile boolean stopped;

  /** The probes that this process runs. */
  private volatile Set<String> held = Set.of();

  ProbeLoop(
      List<Probe> probes,
      ProbeTable table,
      Turns turns,
      ProbeStates states,
      ProbeRunner runner,
      Executor threads) {
    this.probes = probes;
    this.table = table;
    this.turns = turns;
    this.states = states;
    this.runner = runner;
    this.threads = threads;
  }

  /** Starts what is due, and watches what runs. To be called every second. */
  synchronized void tick() {
    if (stopped) {
      return;
    }
    running.values().forEach(RunningCheck::watch);
    running.values().removeIf(RunningCheck::hasEnded);
    if (!loaded) {
      loaded = load(Set.of());
    }
    turns.look();
    for (Probe probe : probes) {
      turns.see(probe, states.of(probe));
      boolean before = turns.holds(probe);
      if (!stopped && !running.containsKey(probe.name()) && turns.take(probe, states.of(probe))) {
        if (!before) {
          load(held); // another process may know more of it
        }
        start(probe);
      }
    }
    held =
        probes.stream()
            .filter(turns::holds)
            .map(Probe::name)
            .collect(Collectors.toUnmodifiableSet());
  }

  private boolean load(Set<String> own) {
    try {
      states.show(table.statuses(), own);
      return true;
    } catch (StoreException e) {
      return false; // what is not known is found again by checking
    }
  }

  private void start(Probe probe) {
    RunningCheck check = new RunningCheck(probe, runner, run -> ended(probe, run));
    try {
      threads.execute(check);
      running.put(probe.name(), check);
    } catch (RejectedExecutionException e) {
      stopped = true; // the threads have been shut down
    }
  }

  /** A check that the stop has interrupted tells nothing of the other side. */
  private void ended(Probe probe, ProbeRun run) {
    if (!stopped) {
      states.take(probe, run);
    }
  }

  /** Starts no more checks, and takes nothing of those that run. Waits for the end of a tick. */
  void stop() {
    stopped = true;
    synchronized (this) {
      held = Set.of();
    }
  }

  Set<String> held() {
    return held;
  }
}
