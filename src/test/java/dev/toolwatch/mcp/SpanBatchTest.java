package dev.toolwatch.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SpanBatchTest {
  @Test
  void move_spansOfOneBatch_leavesPlacesToReuse() {
    SpanBatch from = JoinInput.batchOfOne();
    JoinSpan span = from.get(0);
    SpanBatch to = new SpanBatch();
    from.move(0, to);
    assertThat(to.size()).isEqualTo(1);
    assertThat(to.get(0)).isSameAs(span);
    assertThat(from.get(0)).isNotSameAs(span);
  }
}
