package dev.toolwatch.forward;

import dev.toolwatch.checkpoint.CheckpointReader;
import dev.toolwatch.checkpoint.CheckpointWriter;
import dev.toolwatch.checkpoint.Checkpointed;
import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import dev.toolwatch.forward.TargetCounts.Result;
import dev.toolwatch.signal.Signal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.ToDoubleFunction;

/**
 * What the deliveries do, as metrics; the counters go on after a stop. Thread-safe. Without targets
 * there are no families.
 */
@ApplicationScoped
class ForwardMetrics implements MetricSource, Checkpointed {
  /** Changes with the layout. */
  private static final int VERSION = 1;

  private static final String TARGET = "target";
  private static final String SIGNAL = "signal";

  private final List<Delivery<Target>> deliveries;
  private final InstantSource clock;
  private volatile long createdMillis;

  @Inject
  ForwardMetrics(ForwardTargets targets, InstantSource clock) {
    this(targets.deliveries(), clock);
  }

  ForwardMetrics(List<Delivery<Target>> deliveries, InstantSource clock) {
    this.deliveries = deliveries;
    this.clock = clock;
    createdMillis = clock.millis();
  }

  @Override
  public boolean isOfSystem() {
    return true;
  }

  @Override
  public CompletionStage<List<MetricFamily>> families() {
    return CompletableFuture.completedStage(deliveries.isEmpty() ? List.of() : all());
  }

  private List<MetricFamily> all() {
    return List.of(
        MetricFamily.counter(
            "toolwatch_forward_items",
            "Spans, data points and log records forwarded, by what became of them. With those that"
                + " wait, they sum to the items taken for the target.",
            items()),
        MetricFamily.gauge(
            "toolwatch_forward_waiting_items",
            "Items that wait for the target, in memory or on disk, or are being sent.",
            "",
            waiting()),
        MetricFamily.gauge(
            "toolwatch_forward_queue_bytes",
            "Bytes that wait in memory for the target.",
            "bytes",
            gauges(Delivery::queueBytes)),
        MetricFamily.gauge(
            "toolwatch_forward_spool_bytes",
            "Bytes that wait on disk for the target.",
            "bytes",
            gauges(Delivery::spoolBytes)),
        MetricFamily.gauge(
            "toolwatch_forward_oldest_seconds",
            "Age of the oldest request that waits for the target; 0 if none does.",
            "seconds",
            gauges(this::oldestSeconds)),
        MetricFamily.counter(
            "toolwatch_forward_damaged_records",
            "Places on disk where damaged bytes were skipped.",
            deliveries.stream()
                .map(one -> new CounterSample(target(one), one.damaged(), createdMillis))
                .toList()));
  }

  private static Labels target(Delivery<Target> delivery) {
    return Labels.of(TARGET, delivery.target().name());
  }

  private List<GaugeSample> gauges(ToDoubleFunction<Delivery<Target>> value) {
    return deliveries.stream()
        .map(one -> new GaugeSample(target(one), value.applyAsDouble(one)))
        .toList();
  }

  private double oldestSeconds(Delivery<Target> delivery) {
    long oldest = delivery.oldestMillis();
    return oldest == Long.MAX_VALUE ? 0 : Math.max(0, clock.millis() - oldest) / 1e3;
  }

  private List<CounterSample> items() {
    List<CounterSample> samples = new ArrayList<>();
    for (Delivery<Target> delivery : deliveries) {
      for (Signal signal : delivery.target().signals()) {
        for (Result result : Result.values()) {
          Labels labels =
              Labels.of(
                  TARGET,
                  delivery.target().name(),
                  SIGNAL,
                  signal.label(),
                  "result",
                  result.label());
          samples.add(
              new CounterSample(labels, delivery.counts().of(signal, result), createdMillis));
        }
      }
    }
    return samples;
  }

  private List<GaugeSample> waiting() {
    List<GaugeSample> samples = new ArrayList<>();
    for (Delivery<Target> delivery : deliveries) {
      for (Signal signal : delivery.target().signals()) {
        samples.add(
            new GaugeSample(
                Labels.of(TARGET, delivery.target().name(), SIGNAL, signal.label()),
                delivery.waiting(signal)));
      }
    }
    return samples;
  }

  @Override
  public String checkpointName() {
    return "forward";
  }

  @Override
  public byte[] save() {
    CheckpointWriter state = new CheckpointWriter(VERSION).number(createdMillis);
    state.number(deliveries.size());
    for (Delivery<Target> delivery : deliveries) {
      state.text(delivery.target().name());
      for (Signal signal : Signal.values()) {
        for (Result result : Result.values()) {
          state.number(delivery.counts().of(signal, result));
        }
      }
    }
    return state.toBytes();
  }

  /** Counts of targets that are no longer configured are forgotten. */
  @Override
  public void restore(byte[] state) {
    CheckpointReader saved = new CheckpointReader(state, VERSION);
    long created = saved.millis();
    List<Runnable> additions = new ArrayList<>();
    for (int left = saved.size(); left > 0; left--) {
      String name = saved.text();
      for (Signal signal : Signal.values()) {
        for (Result result : Result.values()) {
          long count = saved.count();
          deliveries.stream()
              .filter(delivery -> delivery.target().name().equals(name))
              .forEach(
                  delivery -> additions.add(() -> delivery.counts().add(signal, result, count)));
        }
      }
    }
    saved.end();
    additions.forEach(Runnable::run);
    createdMillis = created;
  }
}
