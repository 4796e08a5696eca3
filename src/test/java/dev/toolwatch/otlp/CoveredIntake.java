package dev.toolwatch.otlp;

import com.google.protobuf.MessageLite;
import dev.toolwatch.coverage.CoverageFixture;
import dev.toolwatch.forward.Forwardings;
import dev.toolwatch.mcp.OwnMetricsFixture;
import dev.toolwatch.pipeline.PipelineFixture;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.testing.SettableTime;
import dev.toolwatch.traces.TracesFixture;
import io.opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest;
import io.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Takes requests of which the instrumentation is checked, as a running Toolwatch does. */
public final class CoveredIntake {
  /** Longer than a span waits for others of its trace. */
  private static final Duration JOIN_WAIT = Duration.ofSeconds(10);

  private final SettableTime time;
  private final PipelineFixture stages;
  private final List<Intake> intakes;

  /**
   * @param loops event loops, all of them on the test's thread
   */
  public CoveredIntake(CoverageFixture coverage, SettableTime time, int loops) {
    this.time = time;
    stages =
        new PipelineFixture(
            new OwnMetricsFixture(),
            Map.of(),
            Forwardings.none(),
            TracesFixture.disabled(),
            loops,
            coverage);
    intakes =
        stages.all.stream()
            .map(
                pipeline ->
                    new Intake(
                        pipeline, stages.vocabulary(), time, new IntakeLimits(64 << 20, 1 << 20)))
            .toList();
  }

  public void take(ExportTraceServiceRequest request) {
    take(Signal.TRACES, request, 0);
  }

  /** Takes a request on an event loop. */
  public void take(ExportTraceServiceRequest request, int loop) {
    take(Signal.TRACES, request, loop);
  }

  public void take(ExportMetricsServiceRequest request) {
    take(Signal.METRICS, request, 0);
  }

  public void take(ExportLogsServiceRequest request) {
    take(Signal.LOGS, request, 0);
  }

  private void take(Signal signal, MessageLite request, int loop) {
    byte[] body = request.toByteArray();
    RequestHead head = new RequestHead(signal, Transport.HTTP, Encoding.PROTOBUF, false);
    Answer answer = intakes.get(loop).accept(head, body, 0, body.length);
    if (!answer.equals(Answer.accepted(0, ""))) {
      throw new AssertionError(answer);
    }
  }

  /** Takes a request in OTLP/JSON. */
  public void takeJson(byte[] request) {
    RequestHead head = new RequestHead(Signal.TRACES, Transport.HTTP, Encoding.JSON, false);
    Answer answer = intakes.get(0).accept(head, request, 0, request.length);
    if (!answer.equals(Answer.accepted(0, ""))) {
      throw new AssertionError(answer);
    }
  }

  /** Lets spans and errors wait in vain for more of their trace. */
  public void settle() {
    pass(JOIN_WAIT);
    stages.errors.settle();
  }

  /** Lets time pass. */
  public void pass(Duration duration) {
    time.advance(duration);
    intakes.forEach(Intake::tick);
  }
}
