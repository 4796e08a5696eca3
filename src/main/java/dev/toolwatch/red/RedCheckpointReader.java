package dev.toolwatch.red;

import dev.toolwatch.cardinality.SeriesKey;
import dev.toolwatch.checkpoint.CheckpointReader;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.ExponentialCounts;

/** Reads what {@link RedCheckpoint} wrote. Pure functions. */
final class RedCheckpointReader {
  /** Changes with the layout. */
  static final int VERSION = 1;

  private static final int NANOS_PER_SECOND = 1_000_000_000;

  private RedCheckpointReader() {}

  /** Receives the content of a state, in this order. */
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
        ServiceId id, long firstSeenMillis, long lastSeenMillis, long extrapolated) {}
  }

  /** Receives the operations of one family. */
  private interface OperationsHandler {
    void operations(
        SeriesKey name, Outcome outcome, long createdMillis, HistogramSnapshot durations);
  }

  /**
   * Reads a state to its end to check it.
   *
   * @throws IllegalArgumentException if the bytes are not a state of this version
   */
  static void check(byte[] bytes) {
    read(bytes, new Handler() {});
  }

  /**
   * Passes the content of a state to the handler, one entry at a time.
   *
   * @throws IllegalArgumentException if the bytes are not such a state; entries before the error
   *     have already been passed on
   */
  static void read(byte[] bytes, Handler handler) {
    CheckpointReader state = new CheckpointReader(bytes, VERSION);
    readOperations(state, handler::server);
    readOperations(state, handler::client);
    readOperations(state, handler::dependency);
    for (int left = state.size(); left > 0; left--) {
      SeriesKey name = name(state);
      if (!state.text().isEmpty()) {
        throw new IllegalArgumentException("errors must not have an outcome");
      }
      handler.errors(name, state.millis(), state.count());
    }
    for (int left = state.size(); left > 0; left--) {
      handler.auth(name(state), outcome(state), state.millis(), state.count());
    }
    for (int left = state.size(); left > 0; left--) {
      handler.service(ServiceId.of(state.text()), state.millis(), state.millis(), state.count());
    }
    state.end();
  }

  private static void readOperations(CheckpointReader state, OperationsHandler handler) {
    for (int left = state.size(); left > 0; left--) {
      handler.operations(name(state), outcome(state), state.millis(), durations(state));
    }
  }

  private static SeriesKey name(CheckpointReader state) {
    return new SeriesKey(ServiceId.of(state.text()), state.text(), state.text(), state.text());
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
    // A page that shows both kinds of buckets would contradict itself.
    if (zeroes + exponential.total() != count) {
      throw new IllegalArgumentException("the exponential buckets do not sum to the count");
    }
    return new HistogramSnapshot(
        classic, exponential, zeroes, sumSeconds, sumNanos, HistogramSnapshot.noExemplars());
  }
}
