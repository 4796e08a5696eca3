package dev.toolwatch.red;

import dev.toolwatch.cardinality.Cardinality;
import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.HistogramSample;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.Sample;
import java.time.InstantSource;
import java.util.List;

/** RED metrics whose shards run on the test's own thread, and what a scrape would see of them. */
public final class RedFixture {
  private final RedMetrics metrics;

  public RedFixture(Cardinality cardinality) {
    metrics = new RedMetrics(cardinality, InstantSource.system());
  }

  public Shard openShard() {
    return metrics.openShard(Runnable::run);
  }

  public RedMetrics metrics() {
    return metrics;
  }

  /** The samples of one family. */
  public List<? extends Sample> samples(String family) {
    for (MetricFamily one : metrics.families().toCompletableFuture().join()) {
      if (one.name().equals(family)) {
        return one.samples();
      }
    }
    throw new IllegalArgumentException("no family " + family);
  }

  /** Operations of servers and clients over all series. */
  public long operations() {
    return histogramCount("mcp_server_operation_duration_seconds")
        + histogramCount("mcp_client_operation_duration_seconds");
  }

  private long histogramCount(String family) {
    return samples(family).stream().mapToLong(one -> ((HistogramSample) one).count()).sum();
  }

  public long errors() {
    return samples("mcp_server_errors").stream()
        .mapToLong(one -> (long) ((CounterSample) one).value())
        .sum();
  }

  /** Series of all families. */
  public long series() {
    return metrics.families().toCompletableFuture().join().stream()
        .mapToLong(family -> family.samples().size())
        .sum();
  }
}
