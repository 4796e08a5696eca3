package dev.toolwatch.traces;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Finds spans of a trace by their ids: by looking at all of them if they are few, otherwise by hashing
 * with a seed that no sender knows. Not thread-safe.
 */
final class SpanIds {
  static final int NONE = -1;

  /** Up to here it is faster to look at all of them. */
  private static final int FEW = 16;

  private final long seed = new SecureRandom().nextLong();

  /** One more than the index of a span; 0 if free. At least half of it is free. */
  private int[] table = {};

  private int mask;

  /**
   * Takes the ids of all spans of a trace. The first one of an id has it.
   *
   * @param ids from 0 to {@code size}; 0 is none
   * @param repeated set to whether an index has an id that one before it has
   */
  void index(long[] ids, int size, boolean[] repeated) {
    if (size <= FEW) {
      for (int i = 0; i < size; i++) {
        repeated[i] = ids[i] != 0 && scan(ids, i, ids[i]) != NONE;
      }
      return;
    }
    int capacity = Integer.highestOneBit(size) * 4;
    if (table.length < capacity) {
      table = new int[capacity];
    } else {
      Arrays.fill(table, 0, capacity, 0);
    }
    mask = capacity - 1;
    for (int i = 0; i < size; i++) {
      int slot = slot(ids, ids[i]);
      repeated[i] = ids[i] != 0 && table[slot] != 0;
      if (ids[i] != 0 && table[slot] == 0) {
        table[slot] = i + 1;
      }
    }
  }

  /** The index of a span; {@link #NONE} if there is none of that id. */
  int find(long[] ids, int size, long id) {
    return size <= FEW ? scan(ids, size, id) : table[slot(ids, id)] - 1;
  }

  /** Gives back the table of a large trace. */
  void shrink() {
    table = new int[0];
  }

  private static int scan(long[] ids, int size, long id) {
    for (int i = 0; i < size; i++) {
      if (ids[i] == id) {
        return i;
      }
    }
    return NONE;
  }

  /** Where an id is, or the free place for it. */
  private int slot(long[] ids, long id) {
    long hash = (id ^ seed) * 0x9E3779B97F4A7C15L;
    hash = (hash ^ hash >>> 32) * 0xD6E8FEB86659FD93L;
    int slot = (int) (hash >>> 32) & mask;
    while (table[slot] != 0 && ids[table[slot] - 1] != id) {
      slot = slot + 1 & mask;
    }
    return slot;
  }
}
