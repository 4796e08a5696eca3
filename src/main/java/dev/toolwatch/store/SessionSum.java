package dev.toolwatch.store;

import dev.toolwatch.lasting.Packer;
import dev.toolwatch.lasting.Unpacker;
import dev.toolwatch.signal.ExponentialBuckets;
import dev.toolwatch.signal.ExponentialCounts;

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
    byte[] data =
        new Packer()
            .number(totals.sessions())
            .real(totals.sumSeconds())
            .number(totals.zeroes())
            .counts(totals.durations())
            .counts(totals.sizes())
            .toBytes();
    return new Row(totals.operations(), data, Row.NONE);
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
    operations += row.operations();
    sessions += data.number();
    sumSeconds += data.real();
    zeroes += data.number();
    data.counts(durations);
    data.counts(sizes);
  }

  @Override
  public SessionTotals value() {
    ExponentialCounts allDurations = durations.value().plus(oneByOne.snapshot());
    ExponentialCounts allSizes = sizes.value().plus(sizesOneByOne.snapshot());
    return new SessionTotals(sessions, operations, sumSeconds, zeroes, allDurations, allSizes);
  }
}
