package dev.toolwatch.otlp;

import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.HistogramSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.Sample;
import dev.toolwatch.mcp.OwnMetricsFixture;
import dev.toolwatch.pipeline.PipelineFixture;
import dev.toolwatch.red.RedFixture;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.wire.MalformedException;
import java.util.Map;
import java.util.TreeMap;

/** The way of metrics requests as an event loop has it, with what it has counted. */
final class MetricIntakeFixture {
  final OwnMetricsFixture own;
  final RedFixture red;
  final ReceiverCounts received = new ReceiverCounts();
  private final MetricIntake intake;

  MetricIntakeFixture() {
    this(new OwnMetricsFixture());
  }

  MetricIntakeFixture(OwnMetricsFixture own) {
    this.own = own;
    PipelineFixture stages = new PipelineFixture(own);
    red = stages.red;
    intake = new MetricIntake(stages.pipeline, stages.vocabulary(), RequestGate.OPEN);
  }

  Answer protobuf(byte[] body) throws MalformedException, TooLargeException {
    return accept(Encoding.PROTOBUF, body);
  }

  Answer accept(Encoding encoding, byte[] body) throws MalformedException, TooLargeException {
    RequestHead head = new RequestHead(Signal.METRICS, Transport.HTTP, encoding, false);
    try {
      return intake.accept(head, body, 0, body.length, own.nowMillis(), received);
    } catch (NotKeptException e) {
      throw new AssertionError("nothing has to be kept", e);
    }
  }

  long accepted() {
    return received.accepted(Signal.METRICS, Transport.HTTP);
  }

  long rejected() {
    return received.rejected(Signal.METRICS, Transport.HTTP);
  }

  /** By service, side, method, tool and outcome. */
  Map<String, HistogramSample> series() {
    Map<String, HistogramSample> series = new TreeMap<>();
    for (String side : new String[] {"server", "client"}) {
      for (Sample sample : red.samples("mcp_" + side + "_operation_duration_seconds")) {
        Labels labels = sample.labels();
        series.put(
            String.join(
                " | ", labels.value(0), side, labels.value(1), labels.value(2), labels.value(3)),
            (HistogramSample) sample);
      }
    }
    return series;
  }

  /** Counts by the same. */
  Map<String, Long> counts() {
    Map<String, Long> counts = new TreeMap<>();
    series().forEach((labels, sample) -> counts.put(labels, sample.count()));
    return counts;
  }

  /** Counts of {@code mcp_server_errors_total} by service, method, tool and error type. */
  Map<String, Long> errors() {
    Map<String, Long> errors = new TreeMap<>();
    for (Sample sample : red.samples("mcp_server_errors")) {
      Labels labels = sample.labels();
      errors.put(
          String.join(" | ", labels.value(0), labels.value(1), labels.value(2), labels.value(3)),
          (long) ((CounterSample) sample).value());
    }
    return errors;
  }
}
