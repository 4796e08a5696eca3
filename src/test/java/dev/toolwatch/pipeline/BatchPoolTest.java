package dev.toolwatch.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.mcp.JoinInput;
import dev.toolwatch.mcp.SpanBatch;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchPoolTest {
  private final BatchPool pool = new BatchPool(2);

  private static SpanBatch filled() {
    return JoinInput.batchOfOne();
  }

  @Test
  void take_whatWasGivenBack_isThatAndEmpty() {
    SpanBatch batch = filled();
    pool.giveBack(batch);
    assertThat(pool.take()).isSameAs(batch);
    assertThat(batch.size()).isZero();
    assertThat(pool.take()).isNotSameAs(batch);
  }

  @Test
  void giveBack_moreThanTheLimit_keepsNoMore() {
    SpanBatch[] batches = {filled(), filled(), filled()};
    for (SpanBatch batch : batches) {
      pool.giveBack(batch);
    }
    assertThat(List.of(pool.take(), pool.take())).containsExactlyInAnyOrder(batches[0], batches[1]);
    assertThat(pool.take()).isNotIn((Object[]) batches);
  }
}
