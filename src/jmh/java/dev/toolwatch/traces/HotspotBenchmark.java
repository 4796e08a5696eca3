package dev.toolwatch.traces;

import dev.toolwatch.cardinality.Cardinalities;
import dev.toolwatch.cardinality.Family;
import dev.toolwatch.signal.ServiceId;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Self times and hotspots of traces: a client's span, a server's, its tool's, and what that calls. */
@State(Scope.Thread)
public class HotspotBenchmark {
  private static final int TRACES = 256;
  private static final int NAMES = 8;
  private static final long NOW = 1_790_000_000_000L;

  @Param({"1", "3", "5", "10", "20", "100", "100000"})
  public int spans;

  private final SelfTimes times = new SelfTimes();
  private final HotspotShard shard =
      new HotspotShard(
          Cardinalities.of(10_000, 500)
              .family(new Family("hotspot", "kind", "", "tool", "span", 1)),
          HotspotShard.MAX);

  /** The same objects for the same spans, as the buffer has them. */
  private final Map<String, SpanOrigin> origins = new HashMap<>();

  private BufferedSpan[][] traces;
  private int next;

  @Setup
  public void make() {
    SplittableRandom random = new SplittableRandom(1);
    traces = new BufferedSpan[spans > 1_000 ? 1 : TRACES][spans];
    for (BufferedSpan[] trace : traces) {
      int service = random.nextInt(10);
      long start = NOW * 1_000_000;
      for (int i = 0; i < spans; i++) {
        BufferedSpan span = new BufferedSpan();
        span.spanId = random.nextLong() | 1;
        // The first three are each within the other; most of the rest is below the third.
        int parent = i < 3 ? i - 1 : random.nextInt(4) > 0 ? 2 : random.nextInt(2, i);
        span.parentSpanId = i == 0 ? 0 : trace[parent].spanId;
        span.startNanos = start + i * 1_000_000L;
        span.endNanos = i < 3 ? start + (spans + 3 - i) * 1_000_000L : span.startNanos + 2_000_000;
        String tool = spans < 3 || i == 1 ? "tool-" + random.nextInt(10) : "";
        span.origin =
            origin(
                (i == 0 ? "client-" : "service-") + service,
                "name " + i % NAMES,
                i == 0 ? 3 : i == 1 ? 2 : 1,
                i == 2 ? trace[1].origin.tool : tool);
        trace[i] = span;
      }
      // Spans come as they end.
      for (int i = 0; i < spans / 2; i++) {
        BufferedSpan span = trace[i];
        trace[i] = trace[spans - 1 - i];
        trace[spans - 1 - i] = span;
      }
    }
  }

  private SpanOrigin origin(String service, String name, int kind, String tool) {
    return origins.computeIfAbsent(
        String.join(" ", service, name, String.valueOf(kind), tool),
        key -> new SpanOrigin(ServiceId.of(service), name, kind, tool, null));
  }

  private BufferedSpan[] trace() {
    next = next + 1 >= traces.length ? 0 : next + 1;
    return traces[next];
  }

  /** Traces per second. */
  @Benchmark
  public long selfTimes() {
    times.begin();
    for (BufferedSpan span : trace()) {
      times.add(
          span.spanId, span.parentSpanId, span.startNanos, span.endNanos, span.origin.service);
    }
    times.compute();
    return times.selfNanos(0);
  }

  /** Traces per second, with what {@link #selfTimes} does. */
  @Benchmark
  public void hotspots() {
    shard.count(trace(), spans, 1, NOW);
  }
}
