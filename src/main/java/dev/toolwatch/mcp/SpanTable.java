package dev.toolwatch.mcp;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The spans of the last while and their parents: one flat array, found by trace and span id. Two
 * generations: a new one begins when the current is full or old enough, and the one before the last
 * is forgotten, so that a span stays for one to two generations and memory is bounded. Not
 * thread-safe.
 */
final class SpanTable {
  /** Where a span is, as {@link #find} gives it; to be used before the next change. */
  static final int NONE = -1;

  private static final int PREVIOUS = 1 << 30;
  private static final int INITIAL = 1024;

  /** Drawn anew by each process, so that no sender can choose ids that fall to one place. */
  private static final long TRACE_FACTOR = new SecureRandom().nextLong() | 1;

  private static final long SPAN_FACTOR = new SecureRandom().nextLong() | 1;

  private final int limit;
  private final long generationMillis;
  private Generation current = new Generation(INITIAL);
  private Generation previous = new Generation(INITIAL);
  private long now;
  private long currentSince;
  private long rotatedEarly;

  /**
   * @param limit spans of both generations together, at least 2
   * @param generationMillis how long a generation takes spans in, unless it fills up before
   */
  SpanTable(int limit, long generationMillis) {
    if (limit < 2) {
      throw new IllegalArgumentException("limit must be at least 2 spans: " + limit);
    }
    this.limit = limit / 2;
    this.generationMillis = generationMillis;
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
  int find(long traceHigh, long traceLow, long spanId) {
    long trace = traceKey(traceHigh, traceLow);
    int slot = current.find(trace, spanId);
    if (slot >= 0) {
      return slot;
    }
    slot = previous.find(trace, spanId);
    return slot >= 0 ? slot | PREVIOUS : NONE;
  }

  private Generation generation(int place) {
    return (place & PREVIOUS) == 0 ? current : previous;
  }

  /** Puts a span in, or changes it; either way it is remembered from now on. */
  void put(
      long traceHigh, long traceLow, long spanId, long parent, String service, int properties) {
    long trace = traceKey(traceHigh, traceLow);
    int slot = current.place(trace, spanId);
    if (!current.isTaken(slot)) {
      if (current.size == limit) {
        rotate();
        rotatedEarly++;
      }
      // One in the generation before is hidden by this one.
      slot = current.add(trace, spanId);
    }
    current.set(slot, parent, service.hashCode(), properties);
  }

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

  /** Both halves of a trace id in one: that two traces share it is as likely as a random clash. */
  private static long traceKey(long high, long low) {
    return high * 0x9E3779B97F4A7C15L ^ low;
  }

  /**
   * Slots of four numbers, which lie in one line of the processor's cache: trace, span, parent, and
   * the hash of the service above the epoch above the properties. A slot of another epoch is free, so
   * that nothing has to be wiped when a generation begins.
   */
  private static final class Generation {
    private static final int SPAN = 1;
    private static final int PARENT = 2;
    private static final int REST = 3;

    private static final int EPOCH_SHIFT = 8;
    private static final int MAX_EPOCH = 0x7fffff;
    private static final int PROPERTIES = 0xff;

    private long[] slots;
    private int mask;
    private int size;
    private int epoch = 1;

    Generation(int capacity) {
      allocate(capacity);
    }

    private void allocate(int capacity) {
      slots = new long[4 * capacity];
      mask = capacity - 1;
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
      return ((int) slots[4 * slot + REST] >>> EPOCH_SHIFT) == epoch;
    }

    int find(long trace, long span) {
      int slot = place(trace, span);
      return isTaken(slot) ? slot : NONE;
    }

    /** Where a span is, or the free slot where it would be. */
    int place(long trace, long span) {
      int slot = hash(trace, span) & mask;
      while (isTaken(slot) && (slots[4 * slot + SPAN] != span || slots[4 * slot] != trace)) {
        slot = (slot + 1) & mask;
      }
      return slot;
    }

    int add(long trace, long span) {
      if (size * 2 > mask) {
        grow();
      }
      size++;
      int slot = place(trace, span);
      slots[4 * slot] = trace;
      slots[4 * slot + SPAN] = span;
      return slot;
    }

    void set(int slot, long parent, int serviceHash, int properties) {
      slots[4 * slot + PARENT] = parent;
      slots[4 * slot + REST] = (long) serviceHash << 32 | epoch << EPOCH_SHIFT | properties;
    }

    long parent(int slot) {
      return slots[4 * slot + PARENT];
    }

    int serviceHash(int slot) {
      return (int) (slots[4 * slot + REST] >>> 32);
    }

    int properties(int slot) {
      return (int) slots[4 * slot + REST] & PROPERTIES;
    }

    private void grow() {
      long[] old = slots;
      allocate(2 * (mask + 1));
      for (int at = 0; at < old.length; at += 4) {
        long rest = old[at + REST];
        if (((int) rest >>> EPOCH_SHIFT) == epoch) {
          int slot = add(old[at], old[at + SPAN]);
          slots[4 * slot + PARENT] = old[at + PARENT];
          slots[4 * slot + REST] = rest;
        }
      }
    }

    private static int hash(long trace, long span) {
      return (int) ((trace * TRACE_FACTOR + span * SPAN_FACTOR) >>> 32);
    }
  }
}
