package dev.toolwatch.pipeline;

import dev.toolwatch.cardinality.Cardinalities;
import dev.toolwatch.cardinality.Cardinality;
import dev.toolwatch.errors.Failures;
import dev.toolwatch.forward.Forwarding;
import dev.toolwatch.forward.Forwardings;
import dev.toolwatch.mcp.OwnMetricsFixture;
import dev.toolwatch.mcp.Recognition;
import dev.toolwatch.mcp.Recognitions;
import dev.toolwatch.otlp.SignalConsumer;
import dev.toolwatch.red.RedFixture;
import dev.toolwatch.signal.Vocabulary;
import dev.toolwatch.usage.UsageFixture;
import java.util.Map;

/** The pipeline of one event loop, which is the test's own thread, with what it has counted. */
public final class PipelineFixture {
  public final Cardinality cardinality = Cardinalities.of(10_000, 1000);
  public final RedFixture red = new RedFixture(cardinality);
  public final UsageFixture usage = new UsageFixture();
  public final SignalConsumer pipeline;
  private final Recognition recognition;

  public PipelineFixture(OwnMetricsFixture own) {
    this(own, Map.of());
  }

  /**
   * @param settings of recognition, other than the defaults
   */
  public PipelineFixture(OwnMetricsFixture own, Map<String, String> settings) {
    this(own, settings, Forwardings.none());
  }

  /**
   * @param forwarding takes accepted requests
   */
  public PipelineFixture(
      OwnMetricsFixture own, Map<String, String> settings, Forwarding forwarding) {
    recognition = Recognitions.with(settings, cardinality);
    Pipelines pipelines =
        new Pipelines(
            recognition,
            own.metrics,
            cardinality,
            red.metrics(),
            usage.usage(),
            new Failures(),
            forwarding);
    pipeline = pipelines.open(0, 1, Runnable::run);
  }

  public Vocabulary vocabulary() {
    return recognition.vocabulary();
  }
}
