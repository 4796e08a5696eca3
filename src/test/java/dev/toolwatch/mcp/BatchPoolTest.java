package dev.toolwatch.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.signal.SpanView;
import dev.toolwatch.signal.Vocabulary;
import java.util.List;
import org.junit.jupiter.api.Test;

class BatchPoolTest {
  private final BatchPool pool = new BatchPool(2);

  private static SpanBatch filled() {
    SpanBatch batch = new SpanBatch();
    batch.next("orders", new SpanView(new Vocabulary(List.of())));
    batch.keep();
    return batch;
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

  @Test
  void move_spansOfOneBatch_leavesPlacesToReuse() {
    SpanBatch from = filled();
    JoinSpan span = from.get(0);
    SpanBatch to = new SpanBatch();
    from.move(0, to);
    assertThat(to.size()).isEqualTo(1);
    assertThat(to.get(0)).isSameAs(span);
    assertThat(from.get(0)).isNotSameAs(span);
  }
}
