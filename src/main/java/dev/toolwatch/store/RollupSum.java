package dev.toolwatch.store;

import dev.toolwatch.sketch.ExponentialSum;
import dev.toolwatch.sketch.UserSet;
import dev.toolwatch.sketch.UserSketch;
import dev.toolwatch.wire.Packer;
import dev.toolwatch.wire.Unpacker;

/** Accumulates roll-ups without an object a row: queries read tens of thousands of them. */
final class RollupSum implements Sum<Rollup> {
  /** What is exact as a double. */
  private static final long MAX_COUNT = 1L << 53;

  private final ExponentialSum durations = new ExponentialSum();
  private final UserSet users = new UserSet();
  private long ok;
  private long clientErrors;
  private long serverErrors;
  private double sumSeconds;
  private long zeroes;

  static Row row(Rollup rollup) {
    Packer data = new Packer();
    data.number(rollup.ok()).number(rollup.clientErrors()).number(rollup.serverErrors());
    data.real(rollup.sumSeconds()).number(rollup.zeroes());
    rollup.durations().pack(data);
    return new Row(rollup.total(), data.toBytes(), rollup.users().toBytes());
  }

  @Override
  public void add(Row row) {
    Unpacker data = new Unpacker(row.data());
    long moreOk = count(data);
    long moreClientErrors = count(data);
    long moreServerErrors = count(data);
    double moreSeconds = data.real();
    long moreZeroes = count(data);
    // First of all: a malformed row adds nothing.
    UserSketch.check(row.users());
    data.counts(durations);
    users.addAll(row.users());
    ok += moreOk;
    clientErrors += moreClientErrors;
    serverErrors += moreServerErrors;
    sumSeconds += moreSeconds;
    zeroes += moreZeroes;
  }

  private static long count(Unpacker data) {
    long count = data.number();
    if (count < 0 || count > MAX_COUNT) {
      throw new IllegalArgumentException("a count of " + Long.toUnsignedString(count));
    }
    return count;
  }

  @Override
  public Rollup value() {
    return new Rollup(
        ok, clientErrors, serverErrors, sumSeconds, zeroes, durations.value(), users.snapshot());
  }

  @Override
  public void clear() {
    durations.clear();
    users.clear();
    ok = 0;
    clientErrors = 0;
    serverErrors = 0;
    sumSeconds = 0;
    zeroes = 0;
  }
}
