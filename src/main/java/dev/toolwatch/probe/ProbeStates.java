package dev.toolwatch.probe;

import dev.toolwatch.probe.ProbeTable.Addition;
import dev.toolwatch.probe.ProbeTable.ProbeMinute;
import dev.toolwatch.probe.ProbeTable.ToolsChanged;
import dev.toolwatch.signal.Minutes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is known of all probes, and what of it is not in the store yet. Thread-safe. Bounds: {@link
 * #MOST_MINUTES} minutes and {@link #MOST_CHANGES} changes wait for the store; of more, the oldest go.
 */
final class ProbeStates {
  /** A day of fourteen probes, or two weeks of one. */
  static final int MOST_MINUTES = 20_000;

  static final int MOST_CHANGES = 200;

  private final Map<String, ProbeStatus> statuses = new HashMap<>();
  private final Map<String, ProbeStatus> unsaved = new HashMap<>();
  private final Map<ProbeMinute, MinuteFindings> minutes = new LinkedHashMap<>();
  private final List<ToolsChanged> changes = new ArrayList<>();
  private long dropped;

  synchronized ProbeStatus of(Probe probe) {
    return statuses.getOrDefault(probe.name(), ProbeStatus.UNKNOWN);
  }

  /** Takes what came of a check. Returns what is known after it. */
  synchronized ProbeStatus take(Probe probe, ProbeRun run) {
    ProbeStatus before = of(probe);
    ProbeStatus after = before.after(run, probe.failures());
    statuses.put(probe.name(), after);
    unsaved.put(probe.name(), after);
    last(probe, before, run.at());
    add(probe, Minutes.of(run.at()), MinuteFindings.of(run, after));
    if (after.changedAt() != null && after.changedAt().equals(run.at())) {
      ToolChanges change = ToolChanges.between(before.mcp(), after.mcp());
      changes.add(new ToolsChanged(probe.name(), run.at(), ToolChangesText.of(change)));
      limit(changes, MOST_CHANGES);
    }
    return after;
  }

  /** The state before lasts until the next check, unless that comes much too late. */
  private void last(Probe probe, ProbeStatus before, Instant until) {
    if (before.state() == null
        || until.isAfter(before.checkedAt().plus(probe.interval().multipliedBy(2)))) {
      return;
    }
    MinuteFindings lasting = MinuteFindings.lasting(before);
    long end = Minutes.of(until);
    for (long minute = Minutes.of(before.checkedAt()) + 1; minute < end; minute++) {
      add(probe, minute, lasting);
    }
  }

  private void add(Probe probe, long minute, MinuteFindings found) {
    minutes.merge(new ProbeMinute(probe.name(), minute), found, MinuteFindings::plus);
    limit(minutes.keySet(), MOST_MINUTES);
  }

  private void limit(Collection<?> waiting, int most) {
    if (waiting.size() > most) {
      waiting.remove(waiting.iterator().next());
      dropped++;
    }
  }

  /** Takes out what the store does not have yet. */
  synchronized Addition drain() {
    Addition addition =
        new Addition(Map.copyOf(unsaved), Map.copyOf(minutes), List.copyOf(changes));
    unsaved.clear();
    minutes.clear();
    changes.clear();
    return addition;
  }

  /** Takes what the store knows of probes that other processes run. */
  synchronized void show(Map<String, ProbeStatus> stored, Set<String> own) {
    stored.forEach(
        (name, status) -> {
          if (!own.contains(name) && !unsaved.containsKey(name)) {
            statuses.put(name, status);
          }
        });
  }

  /** Minutes and changes that were not stored because too many waited. */
  synchronized long dropped() {
    return dropped;
  }
}
