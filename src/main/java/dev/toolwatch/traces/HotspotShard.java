package dev.toolwatch.traces;

import dev.toolwatch.cardinality.SeriesBudget;
import dev.toolwatch.cardinality.SeriesKey;
import dev.toolwatch.cardinality.SeriesTable;
import dev.toolwatch.signal.Minutes;
import dev.toolwatch.signal.Placement;
import dev.toolwatch.signal.ServiceId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the time of tools' calls goes, as one event loop has seen it. The loop counts, and the flusher's
 * thread takes the sums every few seconds. They share a lock that is hardly ever contended. The loop
 * takes it once for each trace with several spans, and several times a second for all others.
 *
 * <p>A span counts for each tool whose call it happens in ({@link EnclosingCalls}). It adds a call and
 * its self time ({@link SelfTimes}) to the hour in which its trace ended, as {@link Placement} says.
 * Names have a budget, as those of series; what is beyond it counts as {@code __other__}.
 */
final class HotspotShard {
  /** In place of a kind: the calls of the tool themselves. */
  static final String CALL = "call";

  /** Names in hours between two flushes; more are left out and counted. */
  static final int MAX = 10_000;

  /** By their numbers on the wire. What is not specified is internal (trace.proto, SpanKind). */
  private static final String[] KINDS = {
    "internal", "internal", "server", "client", "producer", "consumer"
  };

  /** Longer ones are errors of clocks, and would hide everything else. */
  private static final long MAX_SPAN_NANOS = Minutes.DAY * Minutes.MILLIS * 1_000_000;

  private static final double NANOS_PER_SECOND = 1e9;
  private static final long ROUND_MILLIS = 10_000;

  private final int max;
  private final SelfTimes times = new SelfTimes();
  private final EnclosingCalls calls = new EnclosingCalls();
  private final LoneCalls lone = new LoneCalls(this::count);
  private final SeriesTable<Counted> names;
  private long nextRoundMillis;

  // Guarded by this.
  private List<Tally> tallies = new ArrayList<>();
  private int interval;
  private double limited;

  HotspotShard(SeriesBudget budget, int max) {
    this.max = max;
    names = new SeriesTable<>(budget, place -> new Counted(place.key()));
  }

  /**
   * Counts a trace.
   *
   * @param spans its spans, from 0 to {@code size}
   * @param weight how many traces it stands for
   * @param nowMillis when it was received, since the Unix epoch
   */
  void count(BufferedSpan[] spans, int size, double weight, long nowMillis) {
    if (!hasCall(spans, size)) {
      return;
    }
    if (size == 1) {
      BufferedSpan span = spans[0];
      double duration = seconds(SelfTimes.durationNanos(span.startNanos, span.endNanos));
      lone.add(span.origin, hour(span.endNanos, nowMillis), weight, duration * weight);
      return;
    }
    compute(spans, size);
    calls.find(spans, times);
    long hour = hour(spans, size, nowMillis);
    synchronized (this) {
      for (int position = 0; position < times.placed(); position++) {
        int i = times.at(position);
        if (calls.call(i, 0) != SpanIds.NONE) {
          count(spans, i, hour, weight);
        }
      }
    }
  }

  private synchronized void count(SpanOrigin sum) {
    Tally own = tally(sum.service, kind(sum.kind), sum.tool, sum.name, sum.hour(), sum.times());
    if (own == null) {
      limited += sum.calls();
    } else {
      own.spans += sum.calls();
      own.selfSeconds += sum.seconds();
    }
    Tally call = tally(sum.service, CALL, sum.tool, "", sum.hour(), sum.times());
    if (call != null) {
      call.calls += sum.calls();
      call.callSeconds += sum.seconds();
    }
  }

  /** The name of the span with the most self time; empty if there are no spans. */
  String slowest(BufferedSpan[] spans, int size) {
    compute(spans, size);
    String slowest = "";
    long most = -1;
    for (int i = 0; i < size; i++) {
      if (times.selfNanos(i) > most) {
        most = times.selfNanos(i);
        slowest = spans[i].origin.name;
      }
    }
    return slowest;
  }

  private static boolean hasCall(BufferedSpan[] spans, int size) {
    for (int i = 0; i < size; i++) {
      if (!spans[i].origin.tool.isEmpty()) {
        return true;
      }
    }
    return false;
  }

  private void compute(BufferedSpan[] spans, int size) {
    times.begin();
    for (int i = 0; i < size; i++) {
      BufferedSpan span = spans[i];
      times.add(
          span.spanId, span.parentSpanId, span.startNanos, span.endNanos, span.origin.service);
    }
    times.compute();
  }

  private static long hour(BufferedSpan[] spans, int size, long nowMillis) {
    long end = 0;
    for (int i = 0; i < size; i++) {
      if (Long.compareUnsigned(spans[i].endNanos, end) > 0) {
        end = spans[i].endNanos;
      }
    }
    return hour(end, nowMillis);
  }

  private static long hour(long endNanos, long nowMillis) {
    long ended = Placement.endMillis(endNanos);
    return Minutes.hour(Minutes.ofMillis(Placement.of(ended, nowMillis).millis(ended, nowMillis)));
  }

  private void count(BufferedSpan[] spans, int i, long hour, double weight) {
    SpanOrigin span = spans[i].origin;
    double self = seconds(times.selfNanos(i)) * weight;
    String kind = kind(span.kind);
    for (int nearest = 0; nearest < EnclosingCalls.NEAREST; nearest++) {
      int call = calls.call(i, nearest);
      if (call == SpanIds.NONE) {
        break;
      }
      Tally tally =
          tally(spans[call].origin.service, kind, spans[call].origin.tool, span.name, hour, 1);
      if (tally == null) {
        limited += weight;
      } else {
        tally.spans += weight;
        tally.selfSeconds += self;
      }
    }
    if (calls.isOutermost(i)) {
      Tally tally = tally(span.service, CALL, span.tool, "", hour, 1);
      if (tally != null) {
        tally.calls += weight;
        tally.callSeconds += seconds(times.endNanos(i) - times.startNanos(i)) * weight;
      }
    }
  }

  private static double seconds(long nanos) {
    return Math.min(nanos, MAX_SPAN_NANOS) / NANOS_PER_SECOND;
  }

  private static String kind(int number) {
    return KINDS[number < 0 || number >= KINDS.length ? 0 : number];
  }

  /** What a name has counted in an hour since the last flush; null beyond the limit. */
  private Tally tally(
      ServiceId service, String kind, String tool, String name, long hour, int times) {
    Counted counted = names.find(service, kind, tool, name, times);
    Tally last = counted.last != null && counted.last.interval == interval ? counted.last : null;
    // There are as many as hours in which a trace may count: a day's.
    for (Tally tally = last; tally != null; tally = tally.before) {
      if (tally.hour == hour) {
        return tally;
      }
    }
    if (tallies.size() >= max) {
      return null;
    }
    Tally tally = new Tally(counted.name, hour, interval, last);
    counted.last = tally;
    tallies.add(tally);
    return tally;
  }

  /**
   * Must be called several times a second by the event loop, so that calls are not counted late and
   * unused names are forgotten.
   */
  synchronized void tick(long epochMillis) {
    lone.drain();
    if (epochMillis >= nextRoundMillis) {
      nextRoundMillis = epochMillis + ROUND_MILLIS;
      names.round();
    }
  }

  /** Counts what {@link #tick} would. Called by the event loop. */
  synchronized void drain() {
    lone.drain();
  }

  /** Spans that were left out, ever. */
  synchronized double limited() {
    return limited;
  }

  /** What has been counted since the last call. */
  Map<HotspotHour, HotspotSum> take() {
    List<Tally> taken;
    synchronized (this) {
      taken = tallies;
      tallies = new ArrayList<>();
      interval++;
    }
    Map<HotspotHour, HotspotSum> sums = new HashMap<>();
    for (Tally tally : taken) {
      // What folds has both under one name.
      if (tally.spans > 0) {
        HotspotSum spans = new HotspotSum(tally.spans, tally.selfSeconds);
        sums.merge(new HotspotHour(tally.hour, tally.name), spans, HotspotSum::plus);
      }
      if (tally.calls > 0) {
        SeriesKey name = new SeriesKey(tally.name.service(), CALL, tally.name.tool(), "");
        HotspotSum called = new HotspotSum(tally.calls, tally.callSeconds);
        sums.merge(new HotspotHour(tally.hour, name), called, HotspotSum::plus);
      }
    }
    return sums;
  }

  /** A name, and what it has counted last. */
  private static final class Counted {
    private final SeriesKey name;
    private Tally last;

    private Counted(SeriesKey name) {
      this.name = name;
    }
  }

  /** What a name has counted in an hour between two flushes. */
  private static final class Tally {
    private final SeriesKey name;
    private final long hour;
    private final int interval;

    /** The same name's in another hour, between the same flushes. */
    private final Tally before;

    private double spans;
    private double selfSeconds;
    private double calls;
    private double callSeconds;

    private Tally(SeriesKey name, long hour, int interval, Tally before) {
      this.name = name;
      this.hour = hour;
      this.interval = interval;
      this.before = before;
    }
  }
}
