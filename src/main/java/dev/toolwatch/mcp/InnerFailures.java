package dev.toolwatch.mcp;

import dev.toolwatch.checkpoint.CheckpointReader;
import dev.toolwatch.checkpoint.CheckpointWriter;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.ServiceId;
import java.util.stream.IntStream;

/**
 * Failures of CLIENT spans below others that may count in their place, and may not know of them. A
 * failure is noted under the keys of the spans above the failed one, up to the first that has not
 * arrived, and handed on when that arrives. The latest {@link #LIMIT} notes are kept at most. Not
 * thread-safe.
 */
final class InnerFailures {
  /** A note is needed until the span above has arrived, usually in the same request. */
  static final int LIMIT = 1024;

  private final Ancestry ancestry;
  private final long[] keys = new long[LIMIT];
  private final int[] methods = new int[LIMIT];
  private final Outcome[] outcomes = new Outcome[LIMIT];
  private final String[] types = new String[LIMIT];
  private final boolean[] unknownTargets = new boolean[LIMIT];
  private boolean used;

  InnerFailures(Ancestry ancestry) {
    this.ancestry = ancestry;
  }

  /** Takes note of a span that has just arrived, and hands on what was noted under it. */
  void enter(JoinSpan span) {
    if (span.outermostInProcess()) {
      return;
    }
    Operation operation = span.operation();
    boolean client = isClient(span.role());
    if (client && operation.outcome() != Outcome.OK) {
      used = true;
      note(span, span.method(), operation.outcome(), operation.errorType(), span.unknownTarget());
    } else if (used) {
      int slot = slot(key(span));
      if (keys[slot] == key(span)) {
        note(span, methods[slot], outcomes[slot], types[slot], unknownTargets[slot]);
      } else if (client) {
        succeeded(span);
      }
    }
  }

  private void note(
      JoinSpan span, int method, Outcome outcome, String type, boolean unknownTarget) {
    ServiceId service = span.operation().service();
    long key = span.parentKey();
    for (int hops = 0; hops < Ancestry.MAX_HOPS; hops++) {
      int place = ancestry.find(key);
      boolean known = place != SpanTable.NONE;
      SpanRole role = known ? ancestry.role(place) : SpanRole.NONE;
      boolean other = known && !ancestry.isOf(place, service);
      if (other || role == SpanRole.SERVER || role == SpanRole.TOOL) {
        return;
      }
      long noteKey = Marks.key(key, service);
      int slot = slot(noteKey);
      keys[slot] = noteKey;
      methods[slot] = method;
      outcomes[slot] = outcome;
      types[slot] = type;
      unknownTargets[slot] = unknownTarget;
      if (!known || ancestry.isOutermost(place)) {
        return;
      }
      key = ancestry.parent(place);
    }
  }

  /** Where a client tries again, the last attempt is what the span above tells of. */
  private void succeeded(JoinSpan span) {
    long key = Marks.key(span.parentKey(), span.operation().service());
    int slot = slot(key);
    if (keys[slot] == key && methods[slot] == span.method()) {
      keys[slot] = 0;
    }
  }

  /** Makes a span that counts a failed one if it says ok, but one of the same call below failed. */
  void correct(JoinSpan span) {
    if (!used || !isClient(span.role()) || span.operation().outcome() != Outcome.OK) {
      return;
    }
    int slot = slot(key(span));
    if (keys[slot] == key(span) && methods[slot] == span.method()) {
      span.operation().failed(outcomes[slot], types[slot]);
      span.unknownTarget(unknownTargets[slot]);
    }
  }

  private static long key(JoinSpan span) {
    return Marks.key(span.key(), span.operation().service());
  }

  private static boolean isClient(SpanRole role) {
    return role == SpanRole.CLIENT || role == SpanRole.OUTER_CLIENT;
  }

  private static int slot(long key) {
    return (int) key & LIMIT - 1;
  }

  /** Writes all notes. */
  void save(CheckpointWriter state) {
    state.number(IntStream.range(0, LIMIT).filter(slot -> keys[slot] != 0).count());
    for (int slot = 0; slot < LIMIT; slot++) {
      if (keys[slot] != 0) {
        state.fixed(keys[slot]).number(methods[slot]).number(outcomes[slot].ordinal());
        state.text(types[slot]).number(unknownTargets[slot] ? 1 : 0);
      }
    }
  }

  /** Reads what {@link #save} wrote. */
  void restore(CheckpointReader state) {
    for (int left = state.size(); left > 0; left--) {
      long key = state.fixed();
      int slot = slot(key);
      keys[slot] = key;
      methods[slot] = (int) state.atMost(Methods.IDS);
      outcomes[slot] = Outcome.values()[(int) state.atMost(Outcome.values().length - 1)];
      types[slot] = state.text();
      unknownTargets[slot] = state.atMost(1) == 1;
      used = true;
    }
  }
}
