package dev.toolwatch.red;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.cardinality.Cardinalities;
import dev.toolwatch.cardinality.Cardinality;
import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.expose.HistogramSample;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.Sample;
import dev.toolwatch.signal.Distribution;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.signal.Side;
import dev.toolwatch.signal.SpanView;
import dev.toolwatch.signal.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** What a process shows that goes on from the state of another. */
class RestartProperties {
  private static final int CHECK_BYTES = 4;
  private static final long MILLIS = 1_790_000_000_000L;
  private static final String SERVER = "mcp_server_operation_duration_seconds";

  private static Cardinality limits(int maxSeries, int maxServices) {
    return Cardinalities.of(maxSeries, maxServices);
  }

  private static RedFixture restarted(byte[] state, Cardinality cardinality) {
    RedFixture red = new RedFixture(cardinality);
    red.metrics().restore(state);
    red.openShard();
    return red;
  }

  @Property(tries = 200)
  void restart_showsTheSame_butExemplars(
      @ForAll long seed, @ForAll @IntRange(max = 300) int operations) {
    RedFixture before = new RedFixture(limits(2000, 20));
    record(before, new SplittableRandom(seed), operations);
    byte[] state = before.metrics().save();
    RedFixture after = restarted(state, limits(2000, 20));
    assertThat(page(after)).isEqualTo(page(before));
    after.openShard();
    assertThat(page(restarted(after.metrics().save(), limits(2000, 20)))).isEqualTo(page(before));
  }

  @Property(tries = 100)
  void restart_thenCounting_addsUpToWhatOneProcessCounts(@ForAll long seed) {
    RedFixture whole = new RedFixture(limits(2000, 20));
    record(whole, new SplittableRandom(seed), 100);
    RedFixture after = restarted(whole.metrics().save(), limits(2000, 20));
    record(whole, new SplittableRandom(seed + 1), 100);
    record(after, new SplittableRandom(seed + 1), 100);
    assertThat(page(after)).isEqualTo(page(whole));
  }

  @Property(tries = 200)
  void restart_withLowerLimits_foldsButLosesNothing(
      @ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int maxServices) {
    RedFixture before = new RedFixture(limits(2000, 20));
    record(before, new SplittableRandom(seed), 300);
    RedFixture after =
        restarted(before.metrics().save(), limits((maxServices + 1) * 6 + 12, maxServices));
    assertThat(after.operations()).isEqualTo(before.operations());
    assertThat(after.errors()).isEqualTo(before.errors());
    assertThat(after.series()).isLessThanOrEqualTo(before.series());
  }

  /** A byte that changes on its way is found by the check; this is one that the check does not find. */
  @Property(tries = 2000)
  void restore_hostileState_isRefusedWhole_orMakesASoundPage(
      @ForAll long seed,
      @ForAll @IntRange(max = 100_000) int place,
      @ForAll @IntRange(min = 1, max = 255) int difference) {
    RedFixture before = new RedFixture(limits(2000, 20));
    record(before, new SplittableRandom(seed % 50), 30);
    byte[] state = before.metrics().save();
    state[place % (state.length - CHECK_BYTES)] ^= (byte) difference;
    RedFixture after = new RedFixture(limits(2000, 20));
    try {
      after.metrics().restore(withCheck(state));
    } catch (IllegalArgumentException e) {
      after.openShard();
      assertThat(after.series()).isZero();
      return;
    }
    after.openShard();
    assertThat(page(after)).isNotEmpty();
  }

  private static byte[] withCheck(byte[] state) {
    CRC32C check = new CRC32C();
    check.update(state, 0, state.length - CHECK_BYTES);
    for (int i = 0; i < CHECK_BYTES; i++) {
      state[state.length - CHECK_BYTES + i] = (byte) (check.getValue() >>> 8 * i);
    }
    return state;
  }

  @Example
  void restart_familyIsFull_everyNameKeepsItsPlace() {
    RedFixture before = new RedFixture(limits(300, 9));
    Shard shard = before.openShard();
    shard.received(MILLIS);
    for (int call = 0; call < 2000; call++) {
      // Services with more and more tools each, until nothing fits any more.
      int service = call % 8;
      shard.record(
          call("s" + service, "t" + call / 8 % (service * 5 + 1), Outcome.OK, 1_000_000), true);
    }
    assertThat(page(before)).anyMatch(line -> line.contains("__other__"));
    byte[] state = before.metrics().save();
    assertThat(page(restarted(state, limits(300, 9)))).isEqualTo(page(before));
  }

  @Example
  void save_beforeAnyShardIsThere_givesBackWhatWasRestored() {
    RedFixture before = new RedFixture(limits(2000, 20));
    record(before, new SplittableRandom(1), 50);
    byte[] state = before.metrics().save();
    RedFixture failed = new RedFixture(limits(2000, 20));
    failed.metrics().restore(state);
    assertThat(failed.metrics().save()).isEqualTo(state);
  }

  @Example
  void restart_coarseBuckets_stayAsCoarse() {
    RedFixture before = new RedFixture(limits(2000, 20));
    Shard shard = before.openShard();
    shard.received(MILLIS);
    for (long nanos : new long[] {1, 1_000, 1_000_000, 1_000_000_000L, 1L << 60, 0}) {
      shard.record(call("orders", "find", Outcome.OK, nanos), true);
    }
    RedFixture after = restarted(before.metrics().save(), limits(2000, 20));
    HistogramSample sample = (HistogramSample) after.samples(SERVER).get(0);
    assertThat(sample.nativeBuckets().schema()).isLessThan(5);
    assertThat(page(after)).isEqualTo(page(before));
  }

  /** Calls of both sides, dependencies, attempts at authentication and whole distributions. */
  private static void record(RedFixture red, SplittableRandom random, int operations) {
    List<Shard> shards = List.of(red.openShard(), red.openShard());
    for (int i = 0; i < operations; i++) {
      Shard shard = shards.get(random.nextInt(shards.size()));
      shard.received(MILLIS + i);
      Operation operation =
          call(
              "service" + random.nextInt(5),
              "tool" + random.nextInt(6),
              Outcome.values()[random.nextInt(3)],
              random.nextInt(10) == 0 ? 0 : (long) Math.pow(10, random.nextDouble(0, 13)));
      switch (random.nextInt(8)) {
        case 0 -> {
          operation.side(Side.CLIENT);
          shard.record(operation, true);
        }
        case 1 -> {
          operation.dependency("db" + random.nextInt(3));
          operation.dependencyKind("db");
          shard.recordDependency(operation);
        }
        case 2 -> shard.recordAuth(operation);
        case 3 -> {
          Distribution durations = new Distribution();
          durations.addBound(random.nextDouble(0.001, 1));
          durations.addBound(2);
          durations.addBucket(random.nextInt(5));
          durations.addBucket(random.nextInt(5));
          durations.addBucket(random.nextInt(5));
          shard.record(operation, durations);
        }
        default -> shard.record(operation, true);
      }
    }
  }

  private static Operation call(String service, String tool, Outcome outcome, long nanos) {
    SpanView span = new SpanView(new Vocabulary(List.of()));
    span.clearSpan();
    span.startNanos(MILLIS * 1_000_000 - nanos);
    span.endNanos(MILLIS * 1_000_000);
    Operation call = new Operation();
    call.begin(ServiceId.of(service), span);
    call.method("tools/call");
    call.tool(tool);
    if (outcome != Outcome.OK) {
      call.failed(outcome, "timeout");
    }
    return call;
  }

  /** All that is shown but exemplars, in an order that does not depend on who was first. */
  private static List<String> page(RedFixture red) {
    List<String> lines = new ArrayList<>();
    for (MetricFamily family : red.metrics().families().toCompletableFuture().join()) {
      for (Sample sample : family.samples()) {
        lines.add(family.name() + sample.labels() + text(sample));
      }
    }
    lines.sort(String::compareTo);
    return lines;
  }

  private static String text(Sample sample) {
    if (sample instanceof HistogramSample histogram) {
      return "%d %d %s %s %d %d %d %s"
          .formatted(
              histogram.createdMillis(),
              histogram.count(),
              histogram.sum(),
              Arrays.toString(histogram.bucketCounts()),
              histogram.nativeBuckets().schema(),
              histogram.nativeBuckets().zeroCount(),
              histogram.nativeBuckets().firstIndex(),
              Arrays.toString(histogram.nativeBuckets().counts()));
    }
    if (sample instanceof CounterSample counter) {
      return counter.createdMillis() + " " + counter.value();
    }
    return ((GaugeSample) sample).value() + "";
  }
}
