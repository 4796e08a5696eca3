package dev.toolwatch.otlp;

import dev.toolwatch.cardinality.Cardinalities;
import dev.toolwatch.forward.Forwarding;
import dev.toolwatch.forward.Forwardings;
import dev.toolwatch.mcp.OwnMetricsFixture;
import dev.toolwatch.pipeline.PipelineFixture;
import dev.toolwatch.red.RedFixture;
import dev.toolwatch.signal.Disposition;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.signal.SpanCounts;
import dev.toolwatch.traces.Traces;
import dev.toolwatch.traces.TracesFixture;
import dev.toolwatch.usage.UsageFixture;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;

/** An intake as an event loop has it, with what it has counted. */
final class IntakeFixture {
  static final int MAX_BYTES = 4 * 1024 * 1024;
  static final int MAX_SPANS = 10_000;

  final PipelineFixture stages;
  final RedFixture red;
  final UsageFixture usage;
  final Intake intake;

  IntakeFixture() {
    this(MAX_BYTES);
  }

  IntakeFixture(int maxBytes) {
    this(maxBytes, Map.of());
  }

  /**
   * @param settings of recognition, other than the defaults
   */
  IntakeFixture(int maxBytes, Map<String, String> settings) {
    this(maxBytes, settings, Forwardings.none());
  }

  /**
   * @param forwarding takes accepted requests
   */
  IntakeFixture(int maxBytes, Map<String, String> settings, Forwarding forwarding) {
    this(maxBytes, settings, forwarding, TracesFixture.disabled());
  }

  /**
   * @param traces decides on traces
   */
  IntakeFixture(int maxBytes, Map<String, String> settings, Forwarding forwarding, Traces traces) {
    stages = new PipelineFixture(new OwnMetricsFixture(), settings, forwarding, traces);
    red = stages.red;
    usage = stages.usage;
    intake =
        new Intake(
            stages.pipeline,
            stages.vocabulary(),
            InstantSource.fixed(Instant.ofEpochSecond(1_790_000_000)),
            new IntakeLimits(maxBytes, MAX_SPANS));
  }

  Answer protobuf(byte[] body) {
    return accept(Signal.TRACES, Encoding.PROTOBUF, false, body);
  }

  Answer json(byte[] body) {
    return accept(Signal.TRACES, Encoding.JSON, false, body);
  }

  Answer accept(Signal signal, Encoding encoding, boolean gzip, byte[] body) {
    RequestHead head = new RequestHead(signal, Transport.HTTP, encoding, gzip);
    // As from a connection: the body does not begin at the array's first byte nor end at its last.
    byte[] array = new byte[body.length + 7];
    Arrays.fill(array, (byte) 0x55);
    System.arraycopy(body, 0, array, 3, body.length);
    return intake.accept(head, array, 3, 3 + body.length);
  }

  long acceptedSpans() {
    return intake.received().accepted(Signal.TRACES, Transport.HTTP);
  }

  long refusedSpans() {
    return intake.received().rejected(Signal.TRACES, Transport.HTTP);
  }

  /** Spans that have come to an end or wait for others of their trace. */
  long disposed() {
    SpanCounts counts = intake.spanCounts();
    return Arrays.stream(Disposition.values()).mapToLong(counts::of).sum() + counts.pending();
  }

  /** Everything that anything has left behind, as one line to compare. */
  String counted() {
    StringBuilder all = new StringBuilder();
    for (Signal signal : Signal.values()) {
      all.append(intake.received().accepted(signal, Transport.HTTP)).append(' ');
      all.append(intake.received().rejected(signal, Transport.HTTP)).append(' ');
    }
    return all
        + "disposed "
        + disposed()
        + " operations "
        + red.operations()
        + " series "
        + red.series()
        + " services "
        + Cardinalities.services(stages.cardinality);
  }
}
