package dev.toolwatch.pipeline;

import dev.toolwatch.cardinality.Cardinalities;
import dev.toolwatch.cardinality.Cardinality;
import dev.toolwatch.coverage.CoverageFixture;
import dev.toolwatch.errors.ErrorsFixture;
import dev.toolwatch.errors.Failures;
import dev.toolwatch.forward.Forwarding;
import dev.toolwatch.forward.Forwardings;
import dev.toolwatch.mcp.OwnMetricsFixture;
import dev.toolwatch.mcp.Recognition;
import dev.toolwatch.mcp.Recognitions;
import dev.toolwatch.otlp.SignalConsumer;
import dev.toolwatch.red.RedFixture;
import dev.toolwatch.relay.Relays;
import dev.toolwatch.signal.Vocabulary;
import dev.toolwatch.traces.Traces;
import dev.toolwatch.traces.TracesFixture;
import dev.toolwatch.usage.UsageFixture;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The pipeline of one event loop, which is the test's own thread, with what it has counted. */
public final class PipelineFixture {
  public final Cardinality cardinality = Cardinalities.of(10_000, 1000);
  public final RedFixture red = new RedFixture(cardinality);
  public final UsageFixture usage = new UsageFixture();
  public final ErrorsFixture errors;
  public final SignalConsumer pipeline;

  /** The pipelines of all event loops. */
  public final List<SignalConsumer> all;

  private final Recognition recognition;

  public PipelineFixture(OwnMetricsFixture own) {
    this(own, Map.of());
  }

  /**
   * @param settings of recognition, other than the defaults
   */
  public PipelineFixture(OwnMetricsFixture own, Map<String, String> settings) {
    this(own, settings, Forwardings.none(), TracesFixture.disabled());
  }

  /**
   * @param forwarding takes accepted requests
   * @param traces decides on traces
   */
  public PipelineFixture(
      OwnMetricsFixture own, Map<String, String> settings, Forwarding forwarding, Traces traces) {
    this(own, settings, forwarding, traces, 1);
  }

  /**
   * @param loops event loops, all of them on the test's thread
   */
  public PipelineFixture(
      OwnMetricsFixture own,
      Map<String, String> settings,
      Forwarding forwarding,
      Traces traces,
      int loops) {
    this(own, settings, forwarding, traces, loops, new CoverageFixture(Relays.disabled()));
  }

  /**
   * @param coverage what checks the instrumentation, with the relay that it asks
   */
  public PipelineFixture(
      OwnMetricsFixture own,
      Map<String, String> settings,
      Forwarding forwarding,
      Traces traces,
      int loops,
      CoverageFixture coverage) {
    errors = new ErrorsFixture(Map.of(), List.of(coverage.exceptions()));
    recognition = Recognitions.with(settings, cardinality);
    Pipelines pipelines =
        new Pipelines(
            recognition,
            own.metrics,
            cardinality,
            red.metrics(),
            usage.usage(),
            new Failures(),
            coverage.coverage(),
            traces,
            forwarding,
            errors.errors,
            coverage.relay());
    all =
        IntStream.range(0, loops)
            .mapToObj(index -> pipelines.open(index, loops, Runnable::run))
            .toList();
    pipeline = all.get(0);
  }

  public Vocabulary vocabulary() {
    return recognition.vocabulary();
  }
}
