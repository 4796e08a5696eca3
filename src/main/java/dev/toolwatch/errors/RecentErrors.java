package dev.toolwatch.errors;

import dev.toolwatch.signal.RawError;

/**
 * What has been told of which spans, so that what comes later of the same error is known: the same
 * request again, the log record of an exception after its span, or the span of an operation after the
 * error of a span below it. Keeps a hash of 64 bits of each in a table of fixed size; a newer one takes
 * the place of an older. Not thread-safe.
 */
final class RecentErrors {
  private static final int BITS = 15;

  private final long[] hashes = new long[1 << BITS];

  /** Whether an error has been told of before. */
  boolean contains(RawError error) {
    if ((error.traceIdHigh() | error.traceIdLow()) == 0) {
      return false;
    }
    return contains(hash(error, error.spanId(), identity(error)));
  }

  /** Remembers all that tells of one error. */
  void add(TraceErrors.Joined error) {
    if (error.operation() != 0) {
      addSpan(error, error.operation());
    }
    for (RawError member : error.members()) {
      add(hash(member, member.spanId(), identity(member)));
      addSpan(error, member.spanId());
      addSpan(error, member.parentSpanId());
    }
  }

  /** What a span may still say: that it failed, or with which exception. */
  private void addSpan(TraceErrors.Joined error, long spanId) {
    if (spanId != 0) {
      RawError shown = error.shown();
      add(hash(shown, spanId, ""));
      if (shown.exception()) {
        add(hash(shown, spanId, TraceErrors.identity(shown)));
      }
    }
  }

  /** Of a span without an exception it is enough that it is one. */
  private static String identity(RawError error) {
    return error.exception() || error.source() == RawError.Source.LOG
        ? TraceErrors.identity(error)
        : "";
  }

  private boolean contains(long hash) {
    return hashes[index(hash)] == hash;
  }

  private void add(long hash) {
    hashes[index(hash)] = hash;
  }

  private static int index(long hash) {
    return (int) (hash >>> (Long.SIZE - BITS));
  }

  private static long hash(RawError error, long spanId, String identity) {
    long hash = error.reporter().service().hashCode();
    hash = mix(hash ^ error.traceIdHigh());
    hash = mix(hash ^ error.traceIdLow());
    hash = mix(hash ^ spanId);
    hash = mix(hash ^ identity.hashCode());
    // 0 marks a free entry.
    return mix(hash ^ identity.length()) | 1;
  }

  /** The finaliser of SplitMix64 (Steele, Lea and Flood, 2014). */
  private static long mix(long bits) {
    long mixed = (bits ^ bits >>> 30) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
    return mixed ^ mixed >>> 31;
  }
}
