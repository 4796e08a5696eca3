package dev.toolwatch.red;

import dev.toolwatch.cardinality.SeriesKey;
import dev.toolwatch.checkpoint.CheckpointReader;
import dev.toolwatch.checkpoint.CheckpointWriter;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.sketch.ExponentialCounts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What this package keeps for the next process: every series with its counts and when it began, but
 * not its exemplars. In each family what was counted most comes first, so that it keeps its name where
 * the limits are lower now. Pure functions.
 */
final class RedCheckpoint {
  /** Changes with the layout. */
  private static final int VERSION = 1;

  private static final int NANOS_PER_SECOND = 1_000_000_000;

  /** Operations that are copied and held at once, before they are written. */
  private static final int SLICE = 256;

  private RedCheckpoint() {}

  /** Takes what is in a state, in this order. */
  interface Handler {
    default void server(
        SeriesKey name, Outcome outcome, long createdMillis, HistogramSnapshot durations) {}

    default void client(
        SeriesKey name, Outcome outcome, long createdMillis, HistogramSnapshot durations) {}

    default void dependency(
        SeriesKey name, Outcome outcome, long createdMillis, HistogramSnapshot durations) {}

    default void errors(SeriesKey name, long createdMillis, long count) {}

    default void auth(SeriesKey name, Outcome outcome, long createdMillis, long count) {}

    default void service(
        String name, long firstSeenMillis, long lastSeenMillis, long extrapolated) {}
  }

  /** Takes the operations of one family. */
  private interface OperationsHandler {
    void operations(
        SeriesKey name, Outcome outcome, long createdMillis, HistogramSnapshot durations);
  }

  /** Waits for the shards' threads, as {@link SeriesParts#copy} does. */
  static byte[] write(MergedShards all) {
    CheckpointWriter state = new CheckpointWriter(VERSION);
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
                .text(one.service().name())
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
    state.text(name.service()).text(name.method()).text(name.tool()).text(name.detail());
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

  /**
   * Reads it to its end.
   *
   * @throws IllegalArgumentException where it is no state of this version
   */
  static void check(byte[] bytes) {
    read(bytes, new Handler() {});
  }

  /**
   * Hands on what a state holds, one thing after the other, so that nothing is held but one.
   *
   * @throws IllegalArgumentException where it is none: what came before has been handed on
   */
  static void read(byte[] bytes, Handler handler) {
    CheckpointReader state = new CheckpointReader(bytes, VERSION);
    readOperations(state, handler::server);
    readOperations(state, handler::client);
    readOperations(state, handler::dependency);
    for (int left = state.size(); left > 0; left--) {
      SeriesKey name = name(state);
      if (!state.text().isEmpty()) {
        throw new IllegalArgumentException("errors with an outcome");
      }
      handler.errors(name, state.millis(), state.count());
    }
    for (int left = state.size(); left > 0; left--) {
      handler.auth(name(state), outcome(state), state.millis(), state.count());
    }
    for (int left = state.size(); left > 0; left--) {
      handler.service(state.text(), state.millis(), state.millis(), state.count());
    }
    state.end();
  }

  private static void readOperations(CheckpointReader state, OperationsHandler handler) {
    for (int left = state.size(); left > 0; left--) {
      handler.operations(name(state), outcome(state), state.millis(), durations(state));
    }
  }

  private static SeriesKey name(CheckpointReader state) {
    return new SeriesKey(state.text(), state.text(), state.text(), state.text());
  }

  private static Outcome outcome(CheckpointReader state) {
    return state.oneOf(Outcome.values(), Outcome::label);
  }

  private static HistogramSnapshot durations(CheckpointReader state) {
    long[] classic = new long[HistogramSnapshot.BUCKETS];
    long count = 0;
    for (int bucket = 0; bucket < classic.length; bucket++) {
      classic[bucket] = state.atMost(CheckpointReader.MAX_COUNT - count);
      count += classic[bucket];
    }
    long zeroes = state.count();
    long sumSeconds = state.atMost(Long.MAX_VALUE);
    long sumNanos = state.atMost(NANOS_PER_SECOND - 1);
    ExponentialCounts exponential = state.buckets();
    // A page with both kinds of buckets would be torn.
    if (zeroes + exponential.total() != count) {
      throw new IllegalArgumentException("buckets that do not agree");
    }
    return new HistogramSnapshot(
        classic, exponential, zeroes, sumSeconds, sumNanos, HistogramSnapshot.noExemplars());
  }
}
