package dev.toolwatch.red;

import dev.toolwatch.cardinality.SeriesKey;
import dev.toolwatch.checkpoint.CheckpointWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * Writes the state that the next process continues with: every series with its counts and its start
 * time, but without exemplars. In each family, the series with the highest counts come first, so
 * that they keep their names if the limits are lower then. {@link RedCheckpointReader} reads it.
 * Pure functions.
 */
final class RedCheckpoint {
  /** The number of operations copied and held in memory at once. */
  private static final int SLICE = 256;

  private RedCheckpoint() {}

  /** Waits for the shards' threads, as {@link SeriesParts#copy} does. */
  static byte[] write(MergedShards all) {
    CheckpointWriter state = new CheckpointWriter(RedCheckpointReader.VERSION);
    operations(state, all.server());
    operations(state, all.client());
    operations(state, all.dependencies());
    List<CountSnapshot> errors = mostFirst(all.errors(), CountSnapshot::count);
    state.number(errors.size());
    errors.forEach(one -> count(state, one));
    List<CountSnapshot> auth = mostFirst(all.auth(), CountSnapshot::count);
    state.number(auth.size());
    auth.forEach(one -> count(state, one));
    Collection<ServiceSnapshot> services = all.services();
    state.number(services.size());
    services.forEach(
        one ->
            state
                .text(one.service().id().name())
                .number(one.firstSeenMillis())
                .number(one.lastSeenMillis())
                .number(one.extrapolated()));
    return state.toBytes();
  }

  private static <T> List<T> mostFirst(Collection<T> some, ToLongFunction<T> count) {
    List<T> sorted = new ArrayList<>(some);
    sorted.sort(Comparator.comparingLong(count).reversed());
    return sorted;
  }

  private static void operations(CheckpointWriter state, List<SeriesParts> series) {
    List<OperationSnapshot> copies = new ArrayList<>(series.size());
    for (int from = 0; from < series.size(); from += SLICE) {
      copies.addAll(SeriesParts.copy(series.subList(from, Math.min(from + SLICE, series.size()))));
    }
    state.number(copies.size());
    for (OperationSnapshot one : mostFirst(copies, copy -> copy.durations().count())) {
      name(state, one.id().place().key());
      state.text(one.id().outcome()).number(one.createdMillis());
      durations(state, one.durations());
    }
  }

  private static void name(CheckpointWriter state, SeriesKey name) {
    state.text(name.service().name()).text(name.method()).text(name.tool()).text(name.detail());
  }

  private static void durations(CheckpointWriter state, HistogramSnapshot durations) {
    for (long count : durations.classic()) {
      state.number(count);
    }
    state
        .number(durations.zeroes())
        .number(durations.sumSeconds())
        .number(durations.sumNanos())
        .buckets(durations.exponential());
  }

  private static void count(CheckpointWriter state, CountSnapshot one) {
    name(state, one.id().place().key());
    state.text(one.id().outcome()).number(one.createdMillis()).number(one.count());
  }
}
