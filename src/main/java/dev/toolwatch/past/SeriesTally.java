package dev.toolwatch.past;

import dev.toolwatch.sketch.ExponentialBuckets;
import dev.toolwatch.sketch.UserSketch;
import dev.toolwatch.store.Rollup;
import java.util.BitSet;

/** Operations of a series in some time. Not thread-safe. */
final class SeriesTally {
  final BitSet users = new BitSet();
  private final ExponentialBuckets durations = new ExponentialBuckets();
  private long ok;
  private long clientErrors;
  private long serverErrors;
  private double seconds;

  void outcomes(long moreOk, long moreClientErrors, long moreServerErrors) {
    ok += moreOk;
    clientErrors += moreClientErrors;
    serverErrors += moreServerErrors;
  }

  void durations(LogNormal distribution, double median, long times, double shift) {
    seconds += distribution.record(median, times, shift, durations);
  }

  void add(SeriesTally other) {
    outcomes(other.ok, other.clientErrors, other.serverErrors);
    seconds += other.seconds;
    durations.add(other.durations.snapshot());
    users.or(other.users);
  }

  long operations() {
    return ok + clientErrors + serverErrors;
  }

  Rollup rollup(UserNames names) {
    return withoutUsers().withUsers(names.sketch(users));
  }

  Rollup withoutUsers() {
    return new Rollup(
        ok, clientErrors, serverErrors, seconds, 0, durations.snapshot(), UserSketch.EMPTY);
  }
}
