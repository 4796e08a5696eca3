package dev.toolwatch.traces;

import dev.toolwatch.cardinality.SeriesKey;
import dev.toolwatch.signal.Outcome;
import java.util.Arrays;

/**
 * The traces that wait on one event loop, each in a slot: what is known of it, and its place in the
 * lists that it is in. A slot is two lines of a processor's cache in arrays of numbers, so that traces
 * that wait for seconds cost few misses and the garbage collector nothing. Free slots are used again,
 * the last one first. Not thread-safe.
 */
final class TraceSlots {
  /** No slot, in any list. */
  static final int NONE = -1;

  /**
   * What a trace takes beside its spans: its slot, 3 to 10 entries of the table of ids, and what arrays
   * are longer than they need to be.
   */
  static final int BYTES = 200;

  /** Numbers of 64 bits in a slot. */
  static final int ID_HIGH = 0;

  static final int ID_LOW = 1;
  static final int HASH = 2;
  static final int RANDOMNESS = 3;

  /** The threshold by which it was sampled, from 0. */
  static final int THRESHOLD = 4;

  /** How many traces it stands for, at least 1: the bits of a double. */
  static final int WEIGHT = 5;

  /** The duration of its main operation. */
  static final int OPERATION_NANOS = 6;

  /** The bytes of its spans themselves. */
  static final int RAW_BYTES = 7;

  private static final int LONGS = 8;

  /** Numbers of 32 bits in a slot. When it was looked at; times are milliseconds modulo 2^32. */
  static final int CHECKED_MILLIS = 0;

  static final int FIRST_MILLIS = 1;
  static final int LAST_MILLIS = 2;

  /** The flags below, and small numbers. */
  static final int STATE = 3;

  /** The next one in the same bin of the table of ids, or of those that are free. */
  static final int NEXT_IN_BIN = 4;

  /** The number of the service with which it began. */
  static final int OWNER = 5;

  static final int OLDER_OF_SERVICE = 6;
  static final int NEWER_OF_SERVICE = 7;
  static final int CHECKED_BEFORE = 8;
  static final int CHECKED_AFTER = 9;
  static final int FIRST_SPAN = 10;
  static final int LAST_SPAN = 11;
  static final int SPANS = 12;
  static final int FIRST_CHUNK = 13;
  static final int LAST_CHUNK = 14;

  /** Those of the bytes of its spans that are in its chunks; others are in held requests. */
  static final int COPIED_BYTES = 15;

  private static final int INTS = 16;

  /** A span without a parent in its process has come. */
  static final int ROOTED = 1;

  /** A span has failed by its server's fault. */
  static final int FAILED = 1 << 1;

  /** Too many like it were kept in this minute, so that only chance can keep it. */
  static final int LIMITED = 1 << 2;

  /** Where in the state the number of a decision is, from 1; 0 is none. */
  private static final int BEFORE_SHIFT = 4;

  private static final int KEPT_SHIFT = 8;
  private static final int RANK_SHIFT = 12;
  private static final int OUTCOME_SHIFT = 16;
  private static final int SMALL = 0xf;

  private static final Decision[] DECISIONS = Decision.values();
  private static final Outcome[] OUTCOMES = Outcome.values();
  private static final int INITIAL = 64;

  private long[] longs = {};
  private int[] ints = {};

  /** The name under which the main operation counts, or null if there is none so far. */
  private SeriesKey[] operations = {};

  private int free = NONE;
  private int taken;

  /** How many slots are taken. */
  int size() {
    return taken;
  }

  /** Takes a slot. All numbers in it are 0, and lists {@link #NONE}. */
  int take() {
    if (free == NONE) {
      grow();
    }
    int slot = free;
    free = get(slot, NEXT_IN_BIN);
    taken++;
    Arrays.fill(longs, slot * LONGS, (slot + 1) * LONGS, 0);
    int from = slot * INTS;
    Arrays.fill(ints, from, from + NEXT_IN_BIN, 0);
    Arrays.fill(ints, from + NEXT_IN_BIN, from + INTS, NONE);
    set(slot, SPANS, 0);
    set(slot, COPIED_BYTES, 0);
    return slot;
  }

  private void grow() {
    int before = operations.length;
    int slots = Math.max(INITIAL, before + before / 4);
    longs = Arrays.copyOf(longs, slots * LONGS);
    ints = Arrays.copyOf(ints, slots * INTS);
    operations = Arrays.copyOf(operations, slots);
    for (int slot = slots - 1; slot >= before; slot--) {
      set(slot, NEXT_IN_BIN, free);
      free = slot;
    }
  }

  /** Gives a slot back, so that no ids find it any more. */
  void giveBack(int slot) {
    operations[slot] = null;
    setLong(slot, ID_HIGH, 0);
    setLong(slot, ID_LOW, 0);
    set(slot, NEXT_IN_BIN, free);
    free = slot;
    taken--;
  }

  /** Frees the memory of all slots, if none is taken. */
  void trim() {
    if (taken == 0 && operations.length > INITIAL) {
      longs = new long[0];
      ints = new int[0];
      operations = new SeriesKey[0];
      free = NONE;
    }
  }

  long getLong(int slot, int field) {
    return longs[slot * LONGS + field];
  }

  void setLong(int slot, int field, long value) {
    longs[slot * LONGS + field] = value;
  }

  int get(int slot, int field) {
    return ints[slot * INTS + field];
  }

  void set(int slot, int field, int value) {
    ints[slot * INTS + field] = value;
  }

  boolean is(int slot, int flag) {
    return (get(slot, STATE) & flag) != 0;
  }

  void flag(int slot, int flag) {
    ints[slot * INTS + STATE] |= flag;
  }

  /** What was decided before its spans came, or null if it is not decided yet. */
  Decision before(int slot) {
    return decision(slot, BEFORE_SHIFT);
  }

  void before(int slot, Decision decision) {
    small(slot, BEFORE_SHIFT, decision == null ? 0 : decision.ordinal() + 1);
  }

  /** Why it will be kept, or null if that is not known yet. */
  Decision kept(int slot) {
    return decision(slot, KEPT_SHIFT);
  }

  void kept(int slot, Decision decision) {
    small(slot, KEPT_SHIFT, decision.ordinal() + 1);
  }

  private Decision decision(int slot, int shift) {
    int number = small(slot, shift);
    return number == 0 ? null : DECISIONS[number - 1];
  }

  /** How much the main operation says about the trace. */
  int rank(int slot) {
    return small(slot, RANK_SHIFT);
  }

  /** The outcome of the main operation. */
  Outcome outcome(int slot) {
    return OUTCOMES[small(slot, OUTCOME_SHIFT)];
  }

  SeriesKey operation(int slot) {
    return operations[slot];
  }

  /** Sets the main operation. */
  void operation(int slot, SeriesKey name, Outcome outcome, int rank, long nanos) {
    operations[slot] = name;
    small(slot, OUTCOME_SHIFT, outcome.ordinal());
    small(slot, RANK_SHIFT, rank);
    setLong(slot, OPERATION_NANOS, nanos);
  }

  private int small(int slot, int shift) {
    return get(slot, STATE) >>> shift & SMALL;
  }

  private void small(int slot, int shift, int value) {
    set(slot, STATE, get(slot, STATE) & ~(SMALL << shift) | value << shift);
  }

  /** Whether a slot is that of the trace with these ids. Any number may be asked for. */
  boolean is(int slot, long idHigh, long idLow) {
    return slot >= 0
        && slot < operations.length
        && getLong(slot, ID_LOW) == idLow
        && getLong(slot, ID_HIGH) == idHigh;
  }

  /** All that a trace takes, in bytes, without held requests. */
  int bytes(int slot) {
    int chunks = Chunks.of(get(slot, COPIED_BYTES));
    return BYTES + get(slot, SPANS) * SpanSlots.BYTES + chunks * Chunks.BYTES;
  }
}
