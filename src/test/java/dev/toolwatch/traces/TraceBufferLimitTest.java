package dev.toolwatch.traces;

import static dev.toolwatch.testing.Requests.attribute;
import static dev.toolwatch.testing.Requests.resourceSpans;
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
import io.opentelemetry.proto.trace.v1.ResourceSpans;
import io.opentelemetry.proto.trace.v1.Span;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** More spans than may wait. */
class TraceBufferLimitTest {
  private static final long LIMIT = 1 << 20;

  private static final Map<String, String> SETTINGS =
      Map.of(
          "toolwatch.traces.buffer", "1M",
          "toolwatch.traces.ratio", "0",
          "toolwatch.traces.each-per-minute", "0",
          "toolwatch.traces.errors-per-minute", "1000000");

  private static final Duration WAIT = Duration.ofSeconds(11);

  private final TracedIntake intake = new TracedIntake(SETTINGS);

  @AfterEach
  void close() {
    intake.close();
  }

  private static ByteString unlucky(long number) {
    return traceId(number, UNLUCKY + (number << 16));
  }

  private void takesNoMoreThanTheLimit() {
    assertThat(intake.bytes()).isLessThanOrEqualTo(LIMIT);
  }

  private void nothingIsLeft() {
    intake.pass(WAIT);
    assertThat(intake.bytes()).isZero();
    assertThat(intake.waiting()).isZero();
  }

  @Test
  void full_theOldestOrdinaryTracesAreGivenUp_andErrorsKept() {
    for (int i = 0; i < 5_000; i++) {
      Span.Builder root =
          i % 100 == 7 ? failedRoot(unlucky(i), "find", "timeout") : root(unlucky(i), "find", 10);
      intake.take(MadeTrace.of("orders", root, child(root, "query")));
      takesNoMoreThanTheLimit();
    }
    long waiting = intake.waiting();
    assertThat(waiting).isBetween(500L, 2_000L);
    assertThat(intake.decided().get("overflow")).isGreaterThan(2_000);
    nothingIsLeft();
    assertThat(intake.decided().get("error")).isEqualTo(50);
    assertThat(spans(intake.kept())).hasSize(100);
    assertThat(intake.decided().values().stream().mapToLong(count -> count).sum()).isEqualTo(5_000);
  }

  /** A flood of one service pushes out its own traces, not those of others that wait for longer. */
  @Test
  void full_theServiceThatTakesTheMostGivesItsOwn() {
    Span.Builder root = root(unlucky(1_000_000), "find", 10);
    intake.take(MadeTrace.of("quiet", child(root, "query")));
    for (int i = 0; i < 5_000; i++) {
      intake.take(MadeTrace.of("loud", root(unlucky(i), "find", 10)));
    }
    // The trace still waits: its error makes that it is kept whole.
    intake.take(MadeTrace.of("quiet", Requests.failed(root, "timeout")));
    nothingIsLeft();
    assertThat(spans(intake.kept())).hasSize(2);
  }

  @Test
  void hugeTrace_isKeptWhole_withinTheLimit() {
    Span.Builder root = failedRoot(unlucky(1), "find", "timeout");
    intake.take(MadeTrace.of("orders", root));
    Set<ByteString> sent = new HashSet<>();
    sent.add(root.getSpanId());
    for (int request = 0; request < 1_000; request++) {
      Span.Builder[] more = new Span.Builder[100];
      for (int i = 0; i < more.length; i++) {
        more[i] = child(root, "step");
        sent.add(more[i].getSpanId());
      }
      intake.take(MadeTrace.of("orders", more));
      takesNoMoreThanTheLimit();
    }
    nothingIsLeft();
    Set<ByteString> kept = new HashSet<>();
    spans(intake.kept()).forEach(span -> kept.add(span.getSpanId()));
    assertThat(kept).isEqualTo(sent).hasSize(100_001);
    assertThat(intake.decided()).isEqualTo(Map.of("error", 1L));
  }

  @Test
  void hugeOrdinaryTrace_starvesNobody() {
    // The other one waits for longer, and would have to give way if the huge one might go on.
    Span.Builder other = failedRoot(unlucky(2), "find", "timeout");
    intake.take(MadeTrace.of("orders", child(other, "query")));
    Span.Builder huge = root(unlucky(1), "find", 10);
    for (int i = 0; i < 10_000; i++) {
      intake.take(MadeTrace.of("orders", child(huge, "step")));
    }
    intake.take(MadeTrace.of("orders", other));
    nothingIsLeft();
    assertThat(spans(intake.kept())).hasSize(2);
    assertThat(intake.decided()).isEqualTo(Map.of("error", 1L, "overflow", 1L));
  }

  @Test
  void tracesOfOneSpan_takeNoMoreThanTheLimit() {
    for (int request = 0; request < 1_000; request++) {
      Span.Builder[] roots = new Span.Builder[1_000];
      for (int i = 0; i < roots.length; i++) {
        roots[i] = root(unlucky(request * 1_000L + i), "find", 10);
      }
      intake.take(MadeTrace.of("orders", roots));
      takesNoMoreThanTheLimit();
    }
    nothingIsLeft();
    // One in 30 million is taken for an earlier one, and more in a full set: see DecisionMemory.
    assertThat(intake.decided().values().stream().mapToLong(count -> count).sum())
        .isBetween(999_990L, 1_000_000L);
  }

  /** Each has a resource of its own, which is larger than the span. */
  @Test
  void resources_countToo() {
    for (int i = 0; i < 2_000; i++) {
      ResourceSpans.Builder spans = resourceSpans("orders", root(unlucky(i), "find", 10));
      spans.getResourceBuilder().addAttributes(attribute("x" + i, "y".repeat(5_000)));
      intake.take(Requests.request(spans));
      takesNoMoreThanTheLimit();
    }
    assertThat(intake.waiting()).isBetween(100L, 200L);
    nothingIsLeft();
  }

  @Test
  void services_countToo() {
    for (int i = 0; i < 20_000; i++) {
      intake.take(MadeTrace.of("service-" + i, root(unlucky(i), "find", 10)));
      takesNoMoreThanTheLimit();
    }
    nothingIsLeft();
  }

  @Test
  void spanLargerThanATraceMayBe_isLeftOut_andTheOthersAreKept() {
    Span.Builder root = failedRoot(unlucky(1), "find", "timeout");
    Span.Builder large = child(root, "large").addAttributes(attribute("x", "y".repeat(200_000)));
    intake.take(MadeTrace.of("orders", root, large));
    takesNoMoreThanTheLimit();
    nothingIsLeft();
    assertThat(spans(intake.kept())).extracting(Span::getName).containsExactly("tools/call find");
  }

  /** Only that much of the memory of decisions is needed for the last ones. */
  @Test
  void decisions_areForgotten_theOldestFirst() {
    DecisionMemory memory = new DecisionMemory(128 * 1024);
    for (long hash = 1; hash <= 100_000; hash++) {
      memory.put(hash * 0x9E3779B97F4A7C15L, hash % 2 == 0 ? Decision.DROPPED : Decision.ERROR);
      assertThat(memory.find(hash * 0x9E3779B97F4A7C15L))
          .isEqualTo(hash % 2 == 0 ? Decision.DROPPED : Decision.ERROR);
    }
    for (long hash = 100_000 - 4_096; hash <= 100_000; hash++) {
      assertThat(memory.find(hash * 0x9E3779B97F4A7C15L))
          .isEqualTo(hash % 2 == 0 ? Decision.DROPPED : Decision.ERROR);
    }
    assertThat(memory.find(0x9E3779B97F4A7C15L)).isNull();
  }
}
