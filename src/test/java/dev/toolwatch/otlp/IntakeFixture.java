package dev.toolwatch.otlp;

import dev.toolwatch.cardinality.Cardinalities;
import dev.toolwatch.cardinality.Cardinality;
import dev.toolwatch.mcp.Disposition;
import dev.toolwatch.mcp.JoinCounts;
import dev.toolwatch.mcp.OwnMetricsFixture;
import dev.toolwatch.mcp.Recognition;
import dev.toolwatch.mcp.Recognitions;
import dev.toolwatch.red.CountedHandler;
import dev.toolwatch.red.RedFixture;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;

/** An intake as an event loop has it, with what it has counted. */
final class IntakeFixture {
  static final int MAX_BYTES = 4 * 1024 * 1024;
  static final int MAX_SPANS = 10_000;

  final Cardinality cardinality = Cardinalities.of(10_000, 1000);
  final RedFixture red = new RedFixture(cardinality);
  final Intake intake;

  IntakeFixture() {
    this(MAX_BYTES);
  }

  IntakeFixture(int maxBytes) {
    this(maxBytes, RedFixture.NOTHING_FURTHER);
  }

  /** With another stage behind what counts. */
  IntakeFixture(int maxBytes, CountedHandler then) {
    Recognition recognition = Recognitions.withDefaults();
    intake =
        new Intake(
            0,
            Runnable::run,
            recognition,
            recognition.joins(1),
            new OwnMetricsFixture().metrics,
            cardinality.services(),
            red.openShard(then),
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
    return intake.tally().accepted(Signal.TRACES, Transport.HTTP);
  }

  long refusedSpans() {
    return intake.tally().rejected(Signal.TRACES, Transport.HTTP);
  }

  /** Spans that have come to an end or wait for others of their trace. */
  long disposed() {
    JoinCounts counts = intake.joinCounts();
    return Arrays.stream(Disposition.values()).mapToLong(counts::of).sum() + counts.pending();
  }

  /** Everything that anything has left behind, as one line to compare. */
  String counted() {
    StringBuilder all = new StringBuilder();
    for (Signal signal : Signal.values()) {
      all.append(intake.tally().accepted(signal, Transport.HTTP)).append(' ');
      all.append(intake.tally().rejected(signal, Transport.HTTP)).append(' ');
    }
    return all
        + "disposed "
        + disposed()
        + " operations "
        + red.operations()
        + " series "
        + red.series()
        + " services "
        + Cardinalities.services(cardinality);
  }
}
