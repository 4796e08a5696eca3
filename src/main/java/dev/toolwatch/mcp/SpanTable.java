package dev.toolwatch.mcp;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The spans of the last while and their parents: one flat array, found by {@link #key}. Two
 * generations: a new one begins when the current is full or old enough, and the one before the last
 * is forgotten, so that a span stays for one to two generations and memory is bounded: 36 bytes a
 * span of the limit. Not thread-safe.
 */
final class SpanTable {
  /** Where a span is, as {@link #find} gives it; to be used before the next change. */
  static final int NONE = -1;

  private static final int PREVIOUS = 1 << 30;
  private static final int INITIAL = 1024;

  /** Drawn anew by each process, so that no sender can choose ids that fall to one place or key. */
  private static final long[] SECRETS = new SecureRandom().longs(3).toArray();

  private final int limit;
  private final long generationMillis;
  private Generation current;
  private Generation previous;
  private long now;
  private long currentSince;
  private long rotatedEarly;

  /**
   * @param limit spans of both generations together, from 2 to 400 million
   * @param generationMillis how long a generation takes spans in, unless it fills up before
   */
  SpanTable(int limit, long generationMillis) {
    if (limit < 2 || limit > 400_000_000) {
      throw new IllegalArgumentException("limit must be from 2 to 400000000 spans: " + limit);
    }
    this.limit = limit / 2;
    this.generationMillis = generationMillis;
    current = new Generation(this.limit);
    previous = new Generation(this.limit);
  }

  /** What a span is found by: its ids in one. That two spans share it is as likely as a random clash. */
  static long key(long traceHigh, long traceLow, long spanId) {
    return folded(folded(traceHigh ^ SECRETS[0], traceLow ^ SECRETS[1]), spanId ^ SECRETS[2]);
  }

  /** Both halves of the product in one. */
  private static long folded(long a, long b) {
    return Math.multiplyHigh(a, b) ^ a * b;
  }

  /** To be called before spans that arrive at this time are put in. */
  void at(long epochMillis) {
    now = epochMillis;
    if (epochMillis - currentSince >= generationMillis) {
      rotate();
    }
  }

  private void rotate() {
    currentSince = now;
    Generation oldest = previous;
    previous = current;
    oldest.clear();
    current = oldest;
  }

  /** Where a span is, or {@link #NONE}. */
  int find(long key) {
    int slot = current.find(key);
    if (slot >= 0) {
      return slot;
    }
    slot = previous.find(key);
    return slot >= 0 ? slot | PREVIOUS : NONE;
  }

  private Generation generation(int place) {
    return (place & PREVIOUS) == 0 ? current : previous;
  }

  /** Puts a span in, or changes it; either way it is remembered from now on. */
  void put(long key, long parentKey, String service, int properties) {
    if (!current.set(key, parentKey, service.hashCode(), properties)) {
      rotate();
      rotatedEarly++;
      current.set(key, parentKey, service.hashCode(), properties);
    }
  }

  /** The key of the span above. */
  long parent(int place) {
    return generation(place).parent(place & ~PREVIOUS);
  }

  /**
   * Whether the span is of this service, by the hash of its name: no more is kept, so that the table
   * holds no references. Two services in one trace whose names share it are taken for one.
   */
  boolean isOf(int place, String service) {
    return generation(place).serviceHash(place & ~PREVIOUS) == service.hashCode();
  }

  int properties(int place) {
    return generation(place).properties(place & ~PREVIOUS);
  }

  int size() {
    return current.size + previous.size;
  }

  /** How often a generation was full before its time. */
  long rotatedEarly() {
    return rotatedEarly;
  }

  /**
   * Slots of three numbers side by side: key, the parent's key, and the hash of the service above the
   * epoch above the properties. A slot of another epoch is free, so that nothing has to be wiped when
   * a generation begins. Grows up to two thirds full at the limit.
   */
  private static final class Generation {
    private static final int FIELDS = 3;
    private static final int PARENT = 1;
    private static final int REST = 2;

    private static final int EPOCH_SHIFT = 8;
    private static final int MAX_EPOCH = 0x7fffff;
    private static final int PROPERTIES = 0xff;

    private final int limit;
    private long[] slots;
    private int capacity;
    private int size;
    private int epoch = 1;

    Generation(int limit) {
      this.limit = limit;
      allocate(INITIAL);
    }

    private void allocate(int atMost) {
      capacity = Math.min(atMost, limit + limit / 2 + 1);
      slots = new long[FIELDS * capacity];
      size = 0;
    }

    void clear() {
      size = 0;
      if (++epoch > MAX_EPOCH) {
        Arrays.fill(slots, 0);
        epoch = 1;
      }
    }

    private boolean isTaken(int slot) {
      return ((int) slots[slot + REST] >>> EPOCH_SHIFT) == epoch;
    }

    int find(long key) {
      int slot = place(key);
      return isTaken(slot) ? slot : NONE;
    }

    /** Where a span is, or the free slot where it would be. */
    private int place(long key) {
      // The upper half of the key, scaled to the capacity.
      int slot = FIELDS * (int) ((key >>> 32) * capacity >>> 32);
      while (isTaken(slot) && slots[slot] != key) {
        slot += FIELDS;
        if (slot == slots.length) {
          slot = 0;
        }
      }
      return slot;
    }

    /** Puts a span in or changes it, unless that makes more than the limit. */
    boolean set(long key, long parent, int serviceHash, int properties) {
      int slot = place(key);
      if (!isTaken(slot)) {
        if (size == limit) {
          return false;
        }
        if (size >= capacity - capacity / 3) {
          grow();
          slot = place(key);
        }
        size++;
      }
      slots[slot] = key;
      slots[slot + PARENT] = parent;
      slots[slot + REST] = (long) serviceHash << 32 | epoch << EPOCH_SHIFT | properties;
      return true;
    }

    long parent(int slot) {
      return slots[slot + PARENT];
    }

    int serviceHash(int slot) {
      return (int) (slots[slot + REST] >>> 32);
    }

    int properties(int slot) {
      return (int) slots[slot + REST] & PROPERTIES;
    }

    private void grow() {
      long[] old = slots;
      int kept = size;
      allocate(2 * capacity);
      size = kept;
      for (int from = 0; from < old.length; from += FIELDS) {
        if (((int) old[from + REST] >>> EPOCH_SHIFT) == epoch) {
          System.arraycopy(old, from, slots, place(old[from]), FIELDS);
        }
      }
    }
  }
}
