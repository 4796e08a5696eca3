package dev.toolwatch.slo;

import dev.toolwatch.probe.CheckedMinutes;
import dev.toolwatch.store.Range;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The states of a service's minutes over a range. Immutable. */
final class Timeline {
  private final Instant from;
  private final int offset;
  private final MinuteCounts operations;
  private final List<MinuteState> states;

  /** Minutes whose state checks tell, counted as the states are. */
  private final BitSet checked;

  private Timeline(
      Instant from, int offset, MinuteCounts operations, List<MinuteState> states, BitSet checked) {
    this.from = from;
    this.offset = offset;
    this.operations = operations;
    this.states = states;
    this.checked = checked;
  }

  /**
   * Judges every minute of a range.
   *
   * @param operations of the range, and of a silence before it
   * @param observed when a Toolwatch was there
   * @param first the service's first minute; null if it has none
   * @param checks what checks found in the range of the operations; tells the state of minutes
   *     without operations
   */
  static Timeline of(
      UptimeRule rule,
      Range range,
      MinuteCounts operations,
      List<Range> observed,
      List<Maintenance> maintenance,
      Instant first,
      CheckedMinutes checks) {
    Instant start = operations.from();
    BitSet present = new BitSet(operations.minutes());
    observed.forEach(
        seen -> set(present, operations, minute(start, seen.from()), minute(start, seen.to())));
    BitSet maintained = new BitSet(operations.minutes());
    maintenance.forEach(
        window ->
            set(maintained, operations, minute(start, window.from()), minute(start, window.to())));
    int offset = minute(start, range.from());
    int appeared = first == null ? operations.minutes() : Math.max(offset, minute(start, first));
    List<MinuteState> states = new ArrayList<>();
    BitSet checked = new BitSet();
    for (int minute = offset; minute < minute(start, range.to()); minute++) {
      if (maintained.get(minute)) {
        states.add(MinuteState.MAINTENANCE);
      } else if (minute < appeared) {
        states.add(MinuteState.ABSENT);
      } else if (operations.events(minute) == 0 && checks.tells(minute)) {
        checked.set(states.size());
        states.add(checks.isDown(minute) ? MinuteState.DOWN : MinuteState.UP);
      } else {
        states.add(rule.judge(operations, present, minute));
      }
    }
    return new Timeline(range.from(), offset, operations, states, checked);
  }

  private static int minute(Instant start, Instant time) {
    return (int) Duration.between(start, time).toMinutes();
  }

  private static void set(BitSet bits, MinuteCounts within, int from, int to) {
    int first = Math.max(0, from);
    int end = Math.min(within.minutes(), to);
    if (first < end) {
      bits.set(first, end);
    }
  }

  int minutes() {
    return states.size();
  }

  MinuteState state(int minute) {
    return states.get(minute);
  }

  Instant time(int minute) {
    return from.plus(Duration.ofMinutes(minute));
  }

  /** Operations of a minute. */
  EventCount count(int minute) {
    return new EventCount(operations.events(offset + minute), operations.bad(offset + minute));
  }

  /** States from a time to another; both may lie outside. */
  StateCount count(Range range) {
    int first = Math.max(0, minute(from, range.from()));
    int end = Math.min(states.size(), minute(from, range.to()));
    return first < end
        ? StateCount.of(states.subList(first, end), checked.get(first, end).cardinality())
        : StateCount.of(List.of(), 0);
  }

  /** Operations that count: all but those during maintenance. */
  EventCount counted(Range range) {
    return sum(range, false);
  }

  /** Operations during maintenance. */
  EventCount maintained(Range range) {
    return sum(range, true);
  }

  private EventCount sum(Range range, boolean maintained) {
    EventCount sum = EventCount.NONE;
    int end = Math.min(states.size(), minute(from, range.to()));
    for (int minute = Math.max(0, minute(from, range.from())); minute < end; minute++) {
      if (states.get(minute) == MinuteState.MAINTENANCE == maintained) {
        sum = sum.plus(count(minute));
      }
    }
    return sum;
  }
}
