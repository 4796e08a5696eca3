package dev.toolwatch.traces;

import dev.toolwatch.cardinality.Cardinality;
import dev.toolwatch.cardinality.Family;
import dev.toolwatch.cardinality.SeriesBudget;
import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import dev.toolwatch.store.DataRefusedException;
import dev.toolwatch.store.Retention;
import dev.toolwatch.store.StoreListener;
import dev.toolwatch.tenant.TenantScoped;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Where the time of tools' calls goes: takes what the event loops have counted to its table after each
 * flush, and reads it. Thread-safe. What reads or writes the store blocks.
 */
@TenantScoped
public class Hotspots implements StoreListener, MetricSource {
  /** Names in hours that may wait while the store is away. */
  static final int MAX_WAITING = 20_000;

  private final HotspotTable table;
  private final SeriesBudget names;
  private final long startedMillis;
  private final List<HotspotShard> shards = new CopyOnWriteArrayList<>();

  // Guarded by this.
  private Map<HotspotHour, HotspotSum> waiting = new HashMap<>();

  /** Stays as it is until it is stored, under its number. */
  private Map<HotspotHour, HotspotSum> tried = Map.of();

  private long sequence;
  private double limited;

  Hotspots(HotspotTable table, Cardinality cardinality, InstantSource clock) {
    this.table = table;
    names = cardinality.family(new Family("hotspot", "kind", "", "tool", "span", 1));
    startedMillis = clock.millis();
  }

  /** A shard for one event loop. */
  HotspotShard openShard() {
    HotspotShard shard = new HotspotShard(names, HotspotShard.MAX);
    shards.add(shard);
    return shard;
  }

  @Override
  public String task() {
    return "hotspots";
  }

  /**
   * Stores what has been counted. If that fails it waits for the next time, up to a bound. What is
   * beyond is left out and counted.
   */
  @Override
  public synchronized void flushed() {
    for (HotspotShard shard : shards) {
      shard.take().forEach(this::keep);
    }
    while (!tried.isEmpty() || !waiting.isEmpty()) {
      if (tried.isEmpty()) {
        tried = waiting;
        waiting = new HashMap<>();
        sequence++;
      }
      try {
        table.add(tried, sequence);
      } catch (DataRefusedException e) {
        // They would be refused again, and keep others from following.
        tried.forEach(this::leaveOut);
        tried = Map.of();
        throw e;
      }
      tried = Map.of();
    }
  }

  private void keep(HotspotHour hour, HotspotSum sum) {
    if (tried.size() + waiting.size() < MAX_WAITING || waiting.containsKey(hour)) {
      waiting.merge(hour, sum, HotspotSum::plus);
    } else {
      leaveOut(hour, sum);
    }
  }

  private void leaveOut(HotspotHour hour, HotspotSum sum) {
    if (!hour.name().method().equals(HotspotShard.CALL)) {
      limited += sum.calls();
    }
  }

  @Override
  public void expire(Retention retention, Instant now) {
    table.expire(retention, now);
  }

  /** What is in the store, by the name of spans. */
  public List<Hotspot> read(HotspotFilter filter) {
    return table.read(filter);
  }

  /** Spans that were left out since this process began, those of several calls several times. */
  synchronized double limited() {
    return limited + shards.stream().mapToDouble(HotspotShard::limited).sum();
  }

  @Override
  public CompletionStage<List<MetricFamily>> families() {
    return CompletableFuture.completedStage(
        List.of(
            MetricFamily.counter(
                "toolwatch_traces_limited_hotspots",
                "Spans that hotspots leave out, because a limit on names or rows was reached.",
                List.of(new CounterSample(Labels.EMPTY, Math.round(limited()), startedMillis)))));
  }
}
