package dev.toolwatch.mcp;

import dev.toolwatch.signal.IdHash;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.signal.Touched;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Recent spans and their parents, in one flat array, found by {@link #key}. There are two
 * generations. A new one starts when the current one is full or old enough; the older of the two is
 * then forgotten. A span is therefore kept for one to two generations, and memory is limited to 52
 * bytes for each span of the limit. Not thread-safe.
 */
final class SpanTable {
  /**
   * The result of {@link #find} for an unknown span. Use a position before the next change only.
   */
  static final int NONE = -1;

  /** Memory for more changes than these is released when they are taken. */
  private static final int KEPT_CHANGES = 65_536;

  private static final int PREVIOUS = 1 << 30;
  private static final int INITIAL = 1024;

  /** Of a part of the memory: its time, and four numbers for each span. */
  private static final int PART_HEAD = Long.BYTES;

  private static final int PART_SPAN = 4 * Long.BYTES;

  private final int limit;
  private final long generationMillis;
  private final long neededMillis;
  private Generation current;
  private Generation previous;
  private long now;
  private long currentSince;
  private long rotatedEarly;

  /** What was put since it was taken, four numbers for each span; null if nobody takes it. */
  private long[] changes;

  private int changed;

  /**
   * @param limit maximum number of spans in both generations together, from 2 to 400 million
   * @param generationMillis how long a generation accepts spans, unless it is full earlier
   * @param neededMillis how long spans must be remembered; {@link #rotatedEarly} counts the
   *     generations that were full before that
   */
  SpanTable(int limit, long generationMillis, long neededMillis) {
    if (limit < 2 || limit > 400_000_000) {
      throw new IllegalArgumentException("limit must be from 2 to 400000000 spans: " + limit);
    }
    this.limit = limit / 2;
    this.generationMillis = generationMillis;
    this.neededMillis = neededMillis;
    current = new Generation(this.limit);
    previous = new Generation(this.limit);
  }

  /**
   * The key of a span: a hash of its ids. Two spans share a key only as often as random numbers do.
   */
  static long key(long traceHigh, long traceLow, long spanId) {
    return IdHash.ofThisProcess().span(traceHigh, traceLow, spanId);
  }

  /** Sets the time. Call it before adding spans that arrive at this time. */
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

  /** Reads what {@link #put} will read of a key. */
  void touch(long key, Touched into) {
    into.add(current.touch(key) + previous.touchFilter(key));
  }

  /** The position of a span, or {@link #NONE}. */
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

  /**
   * Adds or changes a span. In both cases it is remembered from now on.
   *
   * @param endNanos when the span ended
   * @return whether the span was already there, the same in everything
   */
  boolean put(long key, long parentKey, ServiceId service, int properties, long endNanos) {
    long rest = Generation.rest(service.hashCode(), properties);
    boolean known = current.has(key, parentKey, rest, endNanos);
    if (known) {
      return true;
    }
    known = previous.has(key, parentKey, rest, endNanos);
    if (!current.set(key, parentKey, rest, endNanos)) {
      if (now - currentSince < neededMillis) {
        rotatedEarly++;
      }
      rotate();
      current.set(key, parentKey, rest, endNanos);
    }
    if (changes != null) {
      note(key, parentKey, rest, endNanos);
    }
    return known;
  }

  /** Keeps what is put from now on for {@link #takeChanges}. */
  void follow() {
    changes = new long[4 * INITIAL];
  }

  private void note(long key, long parentKey, long rest, long endNanos) {
    if (changed == 8 * limit) {
      // Nobody has taken them for so long that the table has forgotten the oldest.
      System.arraycopy(changes, 4 * limit, changes, 0, 4 * limit);
      changed = 4 * limit;
    }
    if (changed == changes.length) {
      changes = Arrays.copyOf(changes, Math.min(8 * limit, 2 * changes.length));
    }
    changes[changed++] = key;
    changes[changed++] = parentKey;
    changes[changed++] = rest;
    changes[changed++] = endNanos;
  }

  /** What was put since the last call, as a part of the memory; empty if there is nothing. */
  byte[] takeChanges() {
    if (changed == 0) {
      return new byte[0];
    }
    ByteBuffer part = ByteBuffer.allocate(PART_HEAD + changed * Long.BYTES).putLong(now);
    part.asLongBuffer().put(changes, 0, changed);
    changed = 0;
    if (changes.length > 4 * KEPT_CHANGES) {
      changes = new long[4 * INITIAL];
    }
    return part.array();
  }

  /** When a part of the memory was taken. */
  static long millis(byte[] part) {
    return ByteBuffer.wrap(part).getLong();
  }

  /** The spans in a part of the memory. */
  static int spans(byte[] part) {
    return (part.length - PART_HEAD) / PART_SPAN;
  }

  /** Puts what is in a part of the memory, as if it had arrived then. */
  void restore(byte[] part) {
    ByteBuffer numbers = ByteBuffer.wrap(part);
    at(numbers.getLong());
    while (numbers.remaining() >= PART_SPAN) {
      long key = numbers.getLong();
      long parent = numbers.getLong();
      long rest = numbers.getLong();
      long end = numbers.getLong();
      if (!current.set(key, parent, rest, end)) {
        rotate();
        current.set(key, parent, rest, end);
      }
    }
  }

  /** Whether what was put at a time is too old to be remembered. */
  boolean hasForgotten(long millis) {
    return now - millis > 2 * generationMillis;
  }

  /** Maximum number of spans in both generations together. */
  int limit() {
    return 2 * limit;
  }

  /** The key of the parent. */
  long parent(int place) {
    return generation(place).parent(place & ~PREVIOUS);
  }

  /**
   * Whether the span is of this service. Only the hash of the service is kept, so that the table
   * holds no references. Two services in one trace that have the same hash are treated as one.
   */
  boolean isOf(int place, ServiceId service) {
    return generation(place).serviceHash(place & ~PREVIOUS) == service.hashCode();
  }

  int properties(int place) {
    return generation(place).properties(place & ~PREVIOUS);
  }

  long endNanos(int place) {
    return generation(place).endNanos(place & ~PREVIOUS);
  }

  int size() {
    return current.size + previous.size;
  }

  /** How often a generation was full before its spans had been remembered for long enough. */
  long rotatedEarly() {
    return rotatedEarly;
  }

  /**
   * Slots of four adjacent numbers: the key, the parent's key, the hash of the service in the upper
   * half with the epoch and the properties in the lower half, and the end. A slot of another epoch
   * is free, so nothing has to be cleared when a generation starts. The array grows until it is two
   * thirds full at the limit.
   */
  private static final class Generation {
    private static final int FIELDS = 4;
    private static final int PARENT = 1;
    private static final int REST = 2;
    private static final int END = 3;

    /** Slots for each word of the filter: eight bits or more for each span. */
    private static final int FILTER_SLOTS = 4;

    private static final int EPOCH_SHIFT = 16;
    private static final int MAX_EPOCH = 0xffff;
    private static final int PROPERTIES = 0xffff;
    private static final long EPOCH = (long) MAX_EPOCH << EPOCH_SHIFT;

    private final int limit;
    private long[] slots;

    /** A bit for each key, so that most look-ups of a missing span need not read the slots. */
    private long[] filter;

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
      filter = new long[Math.max(1, Integer.highestOneBit(capacity / FILTER_SLOTS))];
      size = 0;
    }

    private int filterWord(long key) {
      return (int) (key >>> 6) & filter.length - 1;
    }

    private void addToFilter(long key) {
      filter[filterWord(key)] |= 1L << key;
    }

    long touch(long key) {
      return slots[home(key)] + touchFilter(key);
    }

    long touchFilter(long key) {
      return filter[filterWord(key)];
    }

    void clear() {
      size = 0;
      Arrays.fill(filter, 0);
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

    private int home(long key) {
      // The upper half of the key, scaled to the capacity.
      return FIELDS * (int) ((key >>> 32) * capacity >>> 32);
    }

    /** The slot of a span, or the free slot where it belongs. */
    private int place(long key) {
      int slot = home(key);
      while (isTaken(slot) && slots[slot] != key) {
        slot += FIELDS;
        if (slot == slots.length) {
          slot = 0;
        }
      }
      return slot;
    }

    /** The third number of a slot, without the epoch. */
    static long rest(int serviceHash, int properties) {
      return (long) serviceHash << 32 | properties;
    }

    /** Whether the generation has exactly this span. */
    boolean has(long key, long parent, long rest, long end) {
      if ((filter[filterWord(key)] & 1L << key) == 0) {
        return false;
      }
      int slot = place(key);
      return isTaken(slot)
          && slots[slot + PARENT] == parent
          && (slots[slot + REST] & ~EPOCH) == rest
          && slots[slot + END] == end;
    }

    /** Adds or changes a span. Returns false if it would exceed the limit. */
    boolean set(long key, long parent, long rest, long end) {
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
        addToFilter(key);
      }
      slots[slot] = key;
      slots[slot + PARENT] = parent;
      slots[slot + REST] = rest | (long) epoch << EPOCH_SHIFT;
      slots[slot + END] = end;
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

    long endNanos(int slot) {
      return slots[slot + END];
    }

    private void grow() {
      long[] old = slots;
      int kept = size;
      allocate(2 * capacity);
      size = kept;
      for (int from = 0; from < old.length; from += FIELDS) {
        if (((int) old[from + REST] >>> EPOCH_SHIFT) == epoch) {
          System.arraycopy(old, from, slots, place(old[from]), FIELDS);
          addToFilter(old[from]);
        }
      }
    }
  }
}
