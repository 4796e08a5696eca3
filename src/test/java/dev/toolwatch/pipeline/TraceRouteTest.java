package dev.toolwatch.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.mcp.JoinInput;
import dev.toolwatch.mcp.SpanBatch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two event loops, of which one does not keep up. */
class TraceRouteTest {
  private static final int TEXT_BYTES = 100_000;

  private final List<Runnable> notRun = new ArrayList<>();
  private final TraceOwners owners = new TraceOwners(2);
  private final List<Integer> taken = new ArrayList<>();
  private final TraceRoute quick = route(0);
  private final TraceRoute stuck = route(1);

  private TraceRoute route(int index) {
    return new TraceRoute(
        owners,
        index,
        notRun::add,
        1_000_000,
        TEXT_BYTES,
        (SpanBatch batch, long now) -> taken.add(batch.size()));
  }

  /** Spans of a trace that the other loop owns, each with texts of about 2 kB. */
  @Test
  void accept_moreTextsThanMayWaitForALoop_areKept() {
    for (int i = 0; i < 1000; i++) {
      quick.accept(JoinInput.batchOfLongName(1, "n".repeat(1000)), 0);
    }
    assertThat(stuck.pending()).isBetween(30, 60);
    assertThat(notRun).hasSize(stuck.pending());
    assertThat(taken.stream().mapToInt(Integer::intValue).sum()).isEqualTo(1000 - stuck.pending());

    notRun.forEach(Runnable::run);
    assertThat(stuck.pending()).isZero();
    quick.accept(JoinInput.batchOfLongName(1, "n".repeat(1000)), 0);
    assertThat(stuck.pending()).isEqualTo(1);
  }
}
