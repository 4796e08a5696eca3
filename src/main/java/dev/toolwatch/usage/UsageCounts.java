package dev.toolwatch.usage;

import dev.toolwatch.checkpoint.CheckpointReader;
import dev.toolwatch.checkpoint.CheckpointWriter;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts operations that were moved to another minute or lost detail. They are rare, so all loops
 * share these counters. Thread-safe.
 */
final class UsageCounts {
  /** Why an operation counts in the minute it arrived and not in the minute it ended. */
  enum Misplaced {
    LATE,
    FUTURE
  }

  /** The limit that made an operation lose detail. */
  enum Limit {
    ROWS,
    CLIENTS,
    SESSIONS,
    USERS
  }

  private final LongAdder[] misplaced = adders(Misplaced.values().length);
  private final LongAdder[] limited = adders(Limit.values().length);

  private static LongAdder[] adders(int number) {
    LongAdder[] adders = new LongAdder[number];
    for (int i = 0; i < number; i++) {
      adders[i] = new LongAdder();
    }
    return adders;
  }

  void add(Misplaced reason, long operations) {
    misplaced[reason.ordinal()].add(operations);
  }

  void add(Limit limit, long operations) {
    limited[limit.ordinal()].add(operations);
  }

  long of(Misplaced reason) {
    return misplaced[reason.ordinal()].sum();
  }

  long of(Limit limit) {
    return limited[limit.ordinal()].sum();
  }

  void add(UsageCounts other) {
    for (Misplaced reason : Misplaced.values()) {
      add(reason, other.of(reason));
    }
    for (Limit limit : Limit.values()) {
      add(limit, other.of(limit));
    }
  }

  void save(CheckpointWriter state) {
    state.number(Misplaced.values().length);
    for (Misplaced reason : Misplaced.values()) {
      state.text(reason.name()).number(of(reason));
    }
    state.number(Limit.values().length);
    for (Limit limit : Limit.values()) {
      state.text(limit.name()).number(of(limit));
    }
  }

  /**
   * @throws IllegalArgumentException if {@link #save} did not write this
   */
  static UsageCounts of(CheckpointReader state) {
    UsageCounts read = new UsageCounts();
    for (int left = state.size(); left > 0; left--) {
      read.add(Misplaced.valueOf(state.text()), state.count());
    }
    for (int left = state.size(); left > 0; left--) {
      read.add(Limit.valueOf(state.text()), state.count());
    }
    return read;
  }
}
