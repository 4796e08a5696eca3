package dev.toolwatch.traces;

import static dev.toolwatch.testing.Requests.gzip;
import static dev.toolwatch.traces.MadeTrace.LUCKY;
import static dev.toolwatch.traces.MadeTrace.UNLUCKY;
import static dev.toolwatch.traces.MadeTrace.child;
import static dev.toolwatch.traces.MadeTrace.failedRoot;
import static dev.toolwatch.traces.MadeTrace.root;
import static dev.toolwatch.traces.MadeTrace.spans;
import static dev.toolwatch.traces.MadeTrace.traceId;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.toolwatch.otlp.TracedIntake;
import dev.toolwatch.testing.Requests;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compressed requests with many spans wait as they are, and not span by span. */
class PackedRequestsTest {
  private static final Duration LINGER = Duration.ofSeconds(6);
  private static final Duration WAIT = Duration.ofSeconds(31);
  private static final String ERRORS = "toolwatch.traces.errors-per-minute";
  private static final String RATIO = "toolwatch.traces.ratio";

  private static TracedIntake intake(int loops, String... settings) {
    Map<String, String> all =
        new HashMap<>(
            Map.of(
                RATIO,
                "0",
                "toolwatch.traces.slow",
                "1h",
                "toolwatch.traces.each-per-minute",
                "0",
                ERRORS,
                "1000000"));
    for (int i = 0; i < settings.length; i += 2) {
      all.put(settings[i], settings[i + 1]);
    }
    return new TracedIntake(all, loops);
  }

  private static ByteString unlucky(long number) {
    return traceId(number, UNLUCKY + (number << 16));
  }

  private static ByteString lucky(long number) {
    return traceId(number, LUCKY - (number << 16));
  }

  private static Span.Builder noted(Span.Builder span, int bytes) {
    return span.addAttributes(Requests.attribute("note", "x".repeat(bytes)));
  }

  private static byte[] packed(Span.Builder... spans) {
    return gzip(MadeTrace.of("orders", spans).toByteArray());
  }

  private static Span[] built(Span.Builder... spans) {
    return Arrays.stream(spans).map(Span.Builder::build).toArray(Span[]::new);
  }

  /** One in ten fails, one in ten is sampled: both are copied. */
  private static Span.Builder[] calls(int from) {
    Span.Builder[] calls = new Span.Builder[100];
    for (int i = 0; i < calls.length; i++) {
      int number = from + i;
      calls[i] =
          switch (number % 10) {
            case 3 -> failedRoot(unlucky(number), "find", "timeout");
            case 7 -> root(lucky(number), "find", 10);
            default -> root(unlucky(number), "find", 10);
          };
      noted(calls[i], 100 + number % 50);
    }
    return calls;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void keptSpans_areThoseThatWereSent(int loops) {
    List<Span> expected = new ArrayList<>();
    try (TracedIntake intake = intake(loops, RATIO, "1e-6")) {
      for (int request = 0; request < 30; request++) {
        Span.Builder[] calls = calls(100 * request);
        intake.takeGzip(packed(calls), request % loops);
        for (Span span : built(calls)) {
          if (span.getStatus().getCodeValue() == 2) {
            expected.add(span);
          }
        }
      }
      intake.pass(LINGER);
      assertThat(intake.decided()).containsEntry("error", 300L).containsEntry("sampled", 300L);
      List<Span> kept = spans(intake.kept());
      assertThat(kept).hasSize(600).containsAll(expected);
      assertThat(kept.stream().filter(span -> !span.getTraceState().isEmpty())).hasSize(300);
      assertThat(intake.bytes()).isZero();
    }
  }

  /** Some spans of a trace come alone, some among others, over several loops. */
  @Test
  void spansOfATrace_inPackedAndOtherRequests_stayInOrder() {
    Span.Builder root = noted(failedRoot(unlucky(1), "find", "timeout"), 10);
    Span.Builder[] steps = new Span.Builder[6];
    Arrays.setAll(steps, i -> noted(child(root, "step " + i), 10 * i));
    try (TracedIntake intake = intake(2)) {
      for (int i = 0; i < steps.length; i++) {
        Span.Builder[] among = calls(1_000 * (i + 1));
        among[i] = steps[i];
        if (i % 3 == 0) {
          intake.take(MadeTrace.of("orders", steps[i]), i % 2);
        } else {
          intake.takeGzip(packed(among), i % 2);
        }
      }
      intake.take(MadeTrace.of("orders", root));
      intake.pass(LINGER);
      List<ExportTraceServiceRequest> kept =
          intake.kept().stream()
              .filter(trace -> spans(List.of(trace)).get(0).getTraceId().equals(unlucky(1)))
              .toList();
      List<Span> expected = new ArrayList<>(List.of(built(steps)));
      expected.add(root.build());
      assertThat(spans(kept)).containsExactlyElementsOf(expected);
    }
  }

  @Test
  void packedRequests_takeLessThanHalfOfWhatTheirSpansTake_andAreGivenBack() {
    try (TracedIntake plain = intake(1);
        TracedIntake packed = intake(1)) {
      for (int request = 0; request < 50; request++) {
        Span.Builder[] calls = new Span.Builder[100];
        int from = 100 * request;
        Arrays.setAll(calls, i -> noted(root(unlucky(from + i), "find", 10), 500));
        plain.take(MadeTrace.of("orders", calls));
        packed.takeGzip(packed(calls), 0);
      }
      assertThat(packed.waiting()).isEqualTo(plain.waiting()).isEqualTo(5_000);
      assertThat(packed.bytes()).isLessThan(plain.bytes() / 2);
      packed.pass(LINGER);
      assertThat(packed.bytes()).isZero();
    }
  }

  /** A trace whose root does not come holds its whole request until its wait is over. */
  @Test
  void aSpanThatWaitsForLonger_holdsItsRequest() {
    Span.Builder[] calls = calls(0);
    Span.Builder orphan = child(root(unlucky(5_000), "find", 10), "step");
    calls[50] = orphan;
    try (TracedIntake intake = intake(1)) {
      intake.takeGzip(packed(calls), 0);
      intake.pass(LINGER);
      assertThat(intake.waiting()).isEqualTo(1);
      assertThat(intake.bytes()).isGreaterThan(1_000);
      Span.Builder root = failedRoot(unlucky(5_000), "find", "timeout");
      intake.kept();
      intake.take(MadeTrace.of("orders", root.setSpanId(orphan.getParentSpanId())));
      intake.pass(LINGER);
      assertThat(spans(intake.kept())).containsExactly(orphan.build(), root.build());
      assertThat(intake.bytes()).isZero();
    }
  }

  @Test
  void moreThanTheBuffer_isGivenUp_andErrorsKept() {
    long limit = 1 << 20;
    try (TracedIntake intake = intake(1, "toolwatch.traces.buffer", "1M")) {
      for (int request = 0; request < 200; request++) {
        intake.takeGzip(packed(calls(100 * request)), 0);
        assertThat(intake.bytes()).isLessThanOrEqualTo(limit);
      }
      assertThat(intake.decided().get("overflow")).isGreaterThan(5_000);
      intake.pass(WAIT);
      assertThat(intake.bytes()).isZero();
      assertThat(intake.decided()).containsEntry("error", 2_000L);
      assertThat(spans(intake.kept())).hasSize(2_000);
    }
  }

  /** Traces that are unpacked at once do not take more than a trace may. */
  @Test
  void aTraceInManyPackedRequests_isDecidedByItsSize() {
    Span.Builder root = root(unlucky(1), "find", 10);
    try (TracedIntake intake = intake(1, "toolwatch.traces.buffer", "1M", RATIO, "0")) {
      for (int request = 0; request < 20; request++) {
        Span.Builder[] steps = new Span.Builder[50];
        Arrays.setAll(steps, i -> noted(child(root, "step"), 400));
        intake.takeGzip(packed(steps), 0);
      }
      assertThat(intake.decided()).containsEntry("overflow", 1L);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 40, 2_500, 5_500})
  void requestsOfAnySize_areKept(int bytes) {
    Span.Builder[] calls = new Span.Builder[50];
    Arrays.setAll(calls, i -> noted(failedRoot(unlucky(i), "find", "timeout"), bytes));
    try (TracedIntake intake = intake(1)) {
      intake.takeGzip(packed(calls), 0);
      intake.pass(LINGER);
      assertThat(spans(intake.kept())).containsExactlyInAnyOrder(built(calls));
      assertThat(intake.bytes()).isZero();
    }
  }

  @Test
  void severalMembersOfGzip_areOneRequest() {
    Span.Builder[] calls = calls(0);
    byte[] plain = MadeTrace.of("orders", calls).toByteArray();
    ByteArrayOutputStream members = new ByteArrayOutputStream();
    members.writeBytes(gzip(Arrays.copyOfRange(plain, 0, 1_000)));
    members.writeBytes(gzip(Arrays.copyOfRange(plain, 1_000, plain.length)));
    try (TracedIntake intake = intake(1)) {
      intake.takeGzip(members.toByteArray(), 0);
      intake.pass(LINGER);
      assertThat(spans(intake.kept())).hasSize(10).isSubsetOf(built(calls));
    }
  }

  /** Slow ones are known too late to be copied: each is in another request than the one before. */
  @Test
  void manyRequestsInflatedAgain_areCopiedForAWhile() {
    int requests = 2 * TraceShard.MANY_INFLATED;
    try (TracedIntake intake = intake(1, "toolwatch.traces.slow", "15ms")) {
      long before = bytesOfSlowRequests(intake, requests, 0);
      intake.pass(LINGER);
      long during = bytesOfSlowRequests(intake, requests, 100_000);
      intake.pass(WAIT);
      long after = bytesOfSlowRequests(intake, requests, 200_000);
      intake.pass(LINGER);
      assertThat(during).isGreaterThan(2 * before);
      assertThat(after).isEqualTo(before);
      assertThat(spans(intake.kept())).hasSize(3 * requests);
      assertThat(intake.bytes()).isZero();
    }
  }

  private static long bytesOfSlowRequests(TracedIntake intake, int requests, int from) {
    for (int request = 0; request < requests; request++) {
      Span.Builder[] calls = new Span.Builder[20];
      int first = from + 100 * request;
      Arrays.setAll(calls, i -> noted(root(unlucky(first + i), "find", i == 0 ? 20 : 10), 500));
      intake.takeGzip(packed(calls), 0);
    }
    return intake.bytes();
  }
}
