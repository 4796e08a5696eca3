package dev.toolwatch.store;

import dev.toolwatch.sketch.ExponentialBuckets;
import dev.toolwatch.sketch.ExponentialCounts;
import dev.toolwatch.sketch.ExponentialSum;
import dev.toolwatch.wire.Packer;
import dev.toolwatch.wire.Unpacker;

/** Accumulates sessions, one by one or as rows have them. */
final class SessionSum implements Sum<SessionTotals> {
  private static final double MILLIS = 1e3;

  private final ExponentialBuckets oneByOne = new ExponentialBuckets();
  private final ExponentialBuckets sizesOneByOne = new ExponentialBuckets();
  private final ExponentialSum durations = new ExponentialSum();
  private final ExponentialSum sizes = new ExponentialSum();
  private long sessions;
  private long operations;
  private double sumSeconds;
  private long zeroes;

  static Row row(SessionTotals totals) {
    Packer data = new Packer();
    data.number(totals.sessions()).real(totals.sumSeconds()).number(totals.zeroes());
    totals.durations().pack(data);
    totals.sizes().pack(data);
    return new Row(totals.operations(), data.toBytes(), Row.NONE);
  }

  void add(SessionUse session) {
    sessions++;
    operations += session.operations();
    sizesOneByOne.record((double) Math.max(1, session.operations()), 1);
    double seconds = (session.lastMillis() - session.firstMillis()) / MILLIS;
    sumSeconds += seconds;
    if (seconds > 0) {
      oneByOne.record(seconds, 1);
    } else {
      zeroes++;
    }
  }

  @Override
  public void add(Row row) {
    Unpacker data = new Unpacker(row.data());
    long moreSessions = data.number();
    double moreSeconds = data.real();
    long moreZeroes = data.number();
    data.counts(durations);
    data.counts(sizes);
    // Only now: a malformed row adds nothing.
    operations += row.operations();
    sessions += moreSessions;
    sumSeconds += moreSeconds;
    zeroes += moreZeroes;
  }

  @Override
  public SessionTotals value() {
    ExponentialCounts allDurations = durations.value().plus(oneByOne.snapshot());
    ExponentialCounts allSizes = sizes.value().plus(sizesOneByOne.snapshot());
    return new SessionTotals(sessions, operations, sumSeconds, zeroes, allDurations, allSizes);
  }

  @Override
  public void clear() {
    oneByOne.clear();
    sizesOneByOne.clear();
    durations.clear();
    sizes.clear();
    sessions = 0;
    operations = 0;
    sumSeconds = 0;
    zeroes = 0;
  }
}
