package dev.toolwatch.red;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.cardinality.Cardinalities;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.signal.SpanView;
import dev.toolwatch.signal.Vocabulary;
import java.util.List;
import org.junit.jupiter.api.Test;

class DurationHistogramTest {
  private static final long MILLI = 1_000_000;
  private static final long NOW = 1_790_000_000_000L * MILLI;
  private static final int SPAN_ID = 2;
  private static final int END = 4;

  private final DurationHistogram durations = new DurationHistogram();

  @Test
  void exemplar_isTheLatest() {
    record(1, NOW);
    record(2, NOW + MILLI);
    assertThat(exemplar(durations.snapshot(), SPAN_ID)).isEqualTo(2);
  }

  /** Prometheus refuses an exemplar that is older than the last one, or another of the same time. */
  @Test
  void exemplar_doesNotGoBackInTime() {
    record(1, NOW);
    record(2, NOW - 1);
    record(3, NOW + MILLI - 1);
    assertThat(exemplar(durations.snapshot(), SPAN_ID)).isEqualTo(1);
  }

  @Test
  void exemplar_ofAKeptTrace_staysAMinute() {
    record(1, NOW);
    durations.record(5 * MILLI, 1, 7, 7, 2, NOW + 60_000 * MILLI, false);
    assertThat(exemplar(durations.snapshot(), SPAN_ID)).isEqualTo(1);
    durations.record(5 * MILLI, 1, 7, 7, 3, NOW + 60_001 * MILLI, false);
    assertThat(exemplar(durations.snapshot(), SPAN_ID)).isEqualTo(3);
  }

  /** One shard shows a trace that is not kept, and then another gets an earlier one that is. */
  @Test
  void exemplar_ofTwoShards_doesNotGoBackInTime() {
    durations.record(5 * MILLI, 1, 7, 7, 1, NOW, false);
    DurationHistogram other = new DurationHistogram();
    other.record(5 * MILLI, 1, 7, 7, 2, NOW - MILLI, true);
    assertThat(exemplar(durations.snapshot().plus(other.snapshot()), SPAN_ID)).isEqualTo(1);
    assertThat(exemplar(other.snapshot().plus(durations.snapshot()), SPAN_ID)).isEqualTo(1);
  }

  @Test
  void exemplar_ofASenderWhoseClockIsAhead_hasTheTimeOfArrival() {
    OperationAccumulator operations =
        new OperationAccumulator(new SeriesId(Cardinalities.place("orders"), "ok"), 0);
    operations.record(endingAt(NOW + 3_600_000 * MILLI), NOW / MILLI, true);
    assertThat(exemplar(operations.snapshot().durations(), END)).isEqualTo(NOW);
  }

  private void record(long spanId, long endNanos) {
    durations.record(5 * MILLI, 1, 7, 7, spanId, endNanos, true);
  }

  private static long exemplar(HistogramSnapshot snapshot, int field) {
    int bucket = HistogramSnapshot.bucket(5 * MILLI);
    return snapshot.exemplars()[bucket * HistogramSnapshot.EXEMPLAR_FIELDS + field];
  }

  private static Operation endingAt(long endNanos) {
    SpanView span = new SpanView(new Vocabulary(List.of()));
    span.traceId(7, 7);
    span.spanId(1);
    span.startNanos(endNanos - 5 * MILLI);
    span.endNanos(endNanos);
    Operation operation = new Operation();
    operation.begin(ServiceId.of("orders"), span);
    return operation;
  }
}
