package dev.toolwatch.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.Sample;
import dev.toolwatch.forward.ForwardedRequests;
import dev.toolwatch.mcp.OwnMetricsFixture;
import dev.toolwatch.pipeline.PipelineFixture;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.testing.SettableTime;
import dev.toolwatch.traces.Traces;
import dev.toolwatch.traces.TracesFixture;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Takes requests and decides on their traces, as a running Toolwatch does. */
public final class TracedIntake implements AutoCloseable {
  /** The time at the start, at which {@link dev.toolwatch.testing.Requests} end their spans. */
  private static final Instant START = Instant.ofEpochSecond(1_790_000_000);

  private final ForwardedRequests kept = ForwardedRequests.ofKept();
  private final SettableTime time = new SettableTime(START);
  private final PipelineFixture stages;
  private final Traces traces;
  private final List<Intake> intakes = new ArrayList<>();

  /**
   * One event loop.
   *
   * @param settings of traces, other than the defaults
   */
  public TracedIntake(Map<String, String> settings) {
    this(settings, 1);
  }

  /**
   * Several event loops, all of them on the test's thread.
   *
   * @param settings of traces, other than the defaults
   */
  public TracedIntake(Map<String, String> settings, int loops) {
    traces = TracesFixture.with(settings, kept.forwarding());
    stages =
        new PipelineFixture(new OwnMetricsFixture(), Map.of(), kept.forwarding(), traces, loops);
    stages.all.forEach(
        pipeline ->
            intakes.add(
                new Intake(
                    pipeline, stages.vocabulary(), time, new IntakeLimits(64 << 20, 1 << 20))));
  }

  /** Takes a request on the first event loop. */
  public void take(ExportTraceServiceRequest request) {
    take(request, 0);
  }

  /** Takes a request on an event loop. */
  public void take(ExportTraceServiceRequest request, int loop) {
    take(Encoding.PROTOBUF, false, request.toByteArray(), loop);
  }

  /** Takes a compressed request on an event loop. */
  public void takeGzip(byte[] request, int loop) {
    take(Encoding.PROTOBUF, true, request, loop);
  }

  /** Takes a request in OTLP/JSON of which spans are refused. Returns what its sender is told. */
  public String takeRefusedJson(byte[] request) {
    RequestHead head = new RequestHead(Signal.TRACES, Transport.HTTP, Encoding.JSON, false);
    return intakes.get(0).accept(head, request, 0, request.length).message();
  }

  /** Takes a request in OTLP/JSON. */
  public void takeJson(byte[] request) {
    take(Encoding.JSON, false, request, 0);
  }

  private void take(Encoding encoding, boolean gzip, byte[] body, int loop) {
    RequestHead head = new RequestHead(Signal.TRACES, Transport.HTTP, encoding, gzip);
    Answer answer = intakes.get(loop).accept(head, body, 0, body.length);
    if (!answer.equals(Answer.accepted(0, ""))) {
      throw new AssertionError(answer);
    }
  }

  /** Lets time pass, in steps in which event loops do their housekeeping. */
  public void pass(Duration duration) {
    Duration step = Duration.ofMillis(250);
    for (Duration passed = Duration.ZERO;
        passed.compareTo(duration) < 0;
        passed = passed.plus(step)) {
      time.advance(step);
      intakes.forEach(Intake::tick);
    }
  }

  /** The clock jumps, and event loops do their housekeeping once. */
  public void jump(Duration duration) {
    time.advance(duration);
    intakes.forEach(Intake::tick);
  }

  /** The traces kept since the last call, each as a request. */
  public List<ExportTraceServiceRequest> kept() {
    return kept.bytes().stream().map(TracedIntake::parse).toList();
  }

  private static ExportTraceServiceRequest parse(byte[] bytes) {
    try {
      return ExportTraceServiceRequest.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError(e);
    }
  }

  /** How many traces have been decided, by the decision; without those of which there are none. */
  public Map<String, Long> decided() {
    return labelled("toolwatch_traces", "decision");
  }

  /** How many spans came after their trace had been decided, by what became of them. */
  public Map<String, Long> late() {
    return labelled("toolwatch_traces_late_spans", "result");
  }

  private Map<String, Long> labelled(String family, String label) {
    Map<String, Long> counts = new TreeMap<>();
    for (Sample sample : family(family).samples()) {
      long count = (long) ((CounterSample) sample).value();
      assertThat(sample.labels().name(0)).isEqualTo(label);
      if (count > 0) {
        counts.put(sample.labels().value(0), count);
      }
    }
    return counts;
  }

  /** What waits takes, in bytes. */
  public long bytes() {
    return gauge("toolwatch_traces_buffer_bytes");
  }

  /** Traces that wait. */
  public long waiting() {
    return gauge("toolwatch_traces_waiting");
  }

  private long gauge(String family) {
    return (long) ((GaugeSample) family(family).samples().get(0)).value();
  }

  private MetricFamily family(String name) {
    return traces.families().toCompletableFuture().join().stream()
        .filter(family -> family.name().equals(name))
        .findAny()
        .orElseThrow();
  }

  @Override
  public void close() {
    intakes.forEach(Intake::close);
  }
}
