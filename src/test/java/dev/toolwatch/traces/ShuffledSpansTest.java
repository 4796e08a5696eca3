package dev.toolwatch.traces;

import static dev.toolwatch.testing.Requests.gzip;
import static dev.toolwatch.testing.Requests.id;
import static dev.toolwatch.traces.MadeTrace.child;
import static dev.toolwatch.traces.MadeTrace.failedRoot;
import static dev.toolwatch.traces.MadeTrace.root;
import static dev.toolwatch.traces.MadeTrace.traceId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.protobuf.ByteString;
import dev.toolwatch.otlp.TracedIntake;
import dev.toolwatch.signal.ConsistentSampling;
import dev.toolwatch.wire.Text;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Spans in random order over three event loops, in requests with and without compression: 200,000 of them, or as many as {@code
 * -Dtoolwatch.traces.spans} says, such as a million.
 */
class ShuffledSpansTest {
  private static final int SPANS = 4;
  private static final int TRACES = Integer.getInteger("toolwatch.traces.spans", 200_000) / SPANS;
  private static final double RATIO = 0.1;
  private static final int BATCH = 500;

  /** One trace in 200 fails, and another one is slow. */
  private enum Sort {
    FAILED,
    SLOW,
    ORDINARY
  }

  private final Random random = new Random(17);
  private final ByteString[] ids = new ByteString[TRACES];
  private final Sort[] sorts = new Sort[TRACES];

  /** The number of each span, in random order. */
  private int[] shuffled() {
    int[] spans = new int[TRACES * SPANS];
    for (int trace = 0; trace < TRACES; trace++) {
      ids[trace] = traceId(trace, random.nextLong());
      int sort = random.nextInt(200);
      sorts[trace] = sort == 0 ? Sort.FAILED : sort == 1 ? Sort.SLOW : Sort.ORDINARY;
    }
    for (int i = 0; i < spans.length; i++) {
      int other = random.nextInt(i + 1);
      spans[i] = spans[other];
      spans[other] = i;
    }
    return spans;
  }

  private Span.Builder span(int number) {
    int trace = number / SPANS;
    Span.Builder root =
        switch (sorts[trace]) {
          case FAILED -> failedRoot(ids[trace], "find", "timeout");
          case SLOW -> root(ids[trace], "find", 1_001);
          case ORDINARY -> root(ids[trace], "find", 1_000);
        };
    root.setSpanId(id(trace + 1));
    return number % SPANS == 0 ? root : child(root, "step");
  }

  @Test
  void specialTracesAreKeptWhole_andAShareOfTheRest() {
    int[] spans = shuffled();
    Map<ByteString, Integer> kept = new HashMap<>();
    double estimate = 0;
    try (TracedIntake intake =
        new TracedIntake(
            Map.of(
                "toolwatch.traces.buffer", "1G",
                "toolwatch.traces.slow", "1s",
                "toolwatch.traces.ratio", String.valueOf(RATIO),
                "toolwatch.traces.each-per-minute", "0",
                "toolwatch.traces.errors-per-minute", "1000000"),
            3)) {
      for (int from = 0; from < spans.length; from += BATCH) {
        Span.Builder[] batch = new Span.Builder[BATCH];
        for (int i = 0; i < BATCH; i++) {
          batch[i] = span(spans[from + i]);
        }
        ExportTraceServiceRequest request = MadeTrace.of("orders", batch);
        if (random.nextBoolean()) {
          intake.takeGzip(gzip(request.toByteArray()), random.nextInt(3));
        } else {
          intake.take(request, random.nextInt(3));
        }
      }
      assertThat(intake.waiting()).isEqualTo(TRACES);
      intake.pass(Duration.ofSeconds(11));
      assertThat(intake.bytes()).isZero();
      for (Span span : MadeTrace.spans(intake.kept())) {
        kept.merge(span.getTraceId(), 1, Integer::sum);
        estimate += weight(span) / SPANS;
      }
    }
    assertThat(kept.values()).containsOnly(SPANS);
    List<ByteString> special =
        IntStream.range(0, TRACES)
            .filter(trace -> sorts[trace] != Sort.ORDINARY)
            .mapToObj(trace -> ids[trace])
            .toList();
    assertThat(kept.keySet()).containsAll(special);
    double rest = TRACES - special.size();
    double share = (kept.size() - special.size()) / rest;
    assertThat(share).isCloseTo(RATIO, within(0.01));
    assertThat(estimate).isCloseTo(TRACES, within(TRACES * 0.02));
  }

  private static double weight(Span span) {
    Text traceState = new Text();
    byte[] bytes = span.getTraceState().getBytes(StandardCharsets.UTF_8);
    traceState.set(bytes, 0, bytes.length);
    return ConsistentSampling.weight(ConsistentSampling.threshold(traceState));
  }
}
