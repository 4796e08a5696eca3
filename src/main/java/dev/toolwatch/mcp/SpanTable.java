package dev.toolwatch.mcp;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The spans of the last while and their parents: flat arrays, found by trace and span id. Two
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
    int slot = current.find(trace, spanId);
    if (slot == NONE) {
      if (current.size == limit) {
        rotate();
        rotatedEarly++;
      }
      // One in the generation before is hidden by this one.
      slot = current.add(trace, spanId);
    }
    current.parents[slot] = parent;
    current.services[slot] = service;
    current.properties[slot] = (byte) properties;
  }

  long parent(int place) {
    return generation(place).parents[place & ~PREVIOUS];
  }

  String service(int place) {
    return generation(place).services[place & ~PREVIOUS];
  }

  int properties(int place) {
    return generation(place).properties[place & ~PREVIOUS];
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

  private static final class Generation {
    private long[] traces;
    private long[] spans;
    private long[] parents;
    private String[] services;
    private byte[] properties;
    private int size;

    Generation(int capacity) {
      allocate(capacity);
    }

    private void allocate(int capacity) {
      traces = new long[capacity];
      spans = new long[capacity];
      parents = new long[capacity];
      services = new String[capacity];
      properties = new byte[capacity];
      size = 0;
    }

    void clear() {
      if (size > 0) {
        Arrays.fill(spans, 0);
        Arrays.fill(services, null);
        size = 0;
      }
    }

    /** A span id is never 0, so 0 marks a free slot. */
    int find(long trace, long span) {
      int mask = spans.length - 1;
      int slot = hash(trace, span) & mask;
      while (spans[slot] != 0) {
        if (spans[slot] == span && traces[slot] == trace) {
          return slot;
        }
        slot = (slot + 1) & mask;
      }
      return NONE;
    }

    int add(long trace, long span) {
      if (size * 2 >= spans.length) {
        grow();
      }
      size++;
      int mask = spans.length - 1;
      int slot = hash(trace, span) & mask;
      while (spans[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      traces[slot] = trace;
      spans[slot] = span;
      return slot;
    }

    private void grow() {
      long[] oldTraces = traces;
      long[] oldSpans = spans;
      long[] oldParents = parents;
      String[] oldServices = services;
      byte[] oldProperties = properties;
      allocate(oldSpans.length * 2);
      for (int old = 0; old < oldSpans.length; old++) {
        if (oldSpans[old] != 0) {
          int slot = add(oldTraces[old], oldSpans[old]);
          parents[slot] = oldParents[old];
          services[slot] = oldServices[old];
          properties[slot] = oldProperties[old];
        }
      }
    }

    private static int hash(long trace, long span) {
      return (int) ((trace * TRACE_FACTOR + span * SPAN_FACTOR) >>> 32);
    }
  }
}
