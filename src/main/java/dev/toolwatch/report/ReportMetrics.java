package dev.toolwatch.report;

import dev.toolwatch.checkpoint.CheckpointReader;
import dev.toolwatch.checkpoint.CheckpointWriter;
import dev.toolwatch.checkpoint.Checkpointed;
import dev.toolwatch.errors.Fingerprint;
import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import dev.toolwatch.report.Pacing.Remembered;
import dev.toolwatch.report.Reporter.Result;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What became of errors on their way to Sentry and Rollbar, as metrics. The counters go on after a
 * stop, and so do the intervals between the events of a group. Thread-safe. Without targets there are
 * no families.
 */
@ApplicationScoped
class ReportMetrics implements MetricSource, Checkpointed {
  /** Changes with the layout. */
  private static final int VERSION = 1;

  private static final String TARGET = "target";

  private final List<Reporter> reporters;
  private final InstantSource clock;
  private volatile long createdMillis;

  @Inject
  ReportMetrics(ErrorReports reports, InstantSource clock) {
    this(reports.reporters(), clock);
  }

  ReportMetrics(List<Reporter> reporters, InstantSource clock) {
    this.reporters = reporters;
    this.clock = clock;
    createdMillis = clock.millis();
  }

  @Override
  public boolean isOfSystem() {
    return true;
  }

  @Override
  public CompletionStage<List<MetricFamily>> families() {
    return CompletableFuture.completedStage(reporters.isEmpty() ? List.of() : all());
  }

  private List<MetricFamily> all() {
    List<CounterSample> events = new ArrayList<>();
    List<GaugeSample> waiting = new ArrayList<>();
    for (Reporter reporter : reporters) {
      for (Result result : Result.values()) {
        events.add(
            new CounterSample(
                Labels.of(TARGET, reporter.target(), "result", result.label()),
                reporter.count(result),
                createdMillis));
      }
      waiting.add(
          new GaugeSample(Labels.of(TARGET, reporter.target()), reporter.outbox().waiting()));
    }
    return List.of(
        MetricFamily.counter(
            "toolwatch_report_events",
            "Errors by what became of them on their way to the target. With those that wait, they"
                + " sum to all errors of groups that are not ignored.",
            events),
        MetricFamily.gauge(
            "toolwatch_report_waiting_events",
            "Events that wait for the target, in memory or on disk, or are being sent.",
            "",
            waiting));
  }

  @Override
  public String checkpointName() {
    return "report";
  }

  @Override
  public byte[] save() {
    CheckpointWriter state = new CheckpointWriter(VERSION).number(createdMillis);
    state.number(clock.millis());
    state.number(reporters.size());
    for (Reporter reporter : reporters) {
      state.text(reporter.target());
      for (Result result : Result.values()) {
        state.number(reporter.count(result));
      }
      List<Remembered> groups = reporter.pacing().remembered();
      state.number(groups.size());
      groups.forEach(group -> save(group, state));
    }
    return state.toBytes();
  }

  private static void save(Remembered group, CheckpointWriter state) {
    state.number(group.group().version());
    state.fixed(group.group().high()).fixed(group.group().low());
    // One more, so that 0 stands for never.
    state.number(group.sentMillisAgo().isPresent() ? group.sentMillisAgo().getAsLong() + 1 : 0);
    state.number(group.since());
  }

  private static Remembered group(CheckpointReader saved) {
    int version = (int) saved.atMost(Integer.MAX_VALUE);
    Fingerprint fingerprint = new Fingerprint(version, saved.fixed(), saved.fixed());
    long ago = saved.count();
    return new Remembered(
        fingerprint, ago == 0 ? OptionalLong.empty() : OptionalLong.of(ago - 1), saved.count());
  }

  /** Counts of targets that are no longer configured are forgotten. */
  @Override
  public void restore(byte[] state) {
    CheckpointReader saved = new CheckpointReader(state, VERSION);
    long created = saved.millis();
    long passed = Math.max(0, clock.millis() - saved.millis());
    List<Runnable> additions = new ArrayList<>();
    for (int left = saved.size(); left > 0; left--) {
      String name = saved.text();
      for (Result result : Result.values()) {
        long count = saved.count();
        reporters.stream()
            .filter(reporter -> reporter.target().equals(name))
            .forEach(reporter -> additions.add(() -> reporter.add(result, count)));
      }
      for (int groups = saved.size(); groups > 0; groups--) {
        Remembered group = group(saved);
        reporters.stream()
            .filter(reporter -> reporter.target().equals(name))
            .forEach(reporter -> additions.add(() -> reporter.pacing().restore(group, passed)));
      }
    }
    saved.end();
    additions.forEach(Runnable::run);
    createdMillis = created;
  }
}
