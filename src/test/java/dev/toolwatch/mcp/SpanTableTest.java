package dev.toolwatch.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.toolwatch.signal.ServiceId;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpanTableTest {
  private static final int GENERATION = 100;
  private static final long END = 1_790_000_000_000_000_000L;

  private final SpanTable table = new SpanTable(1_000_000, GENERATION, GENERATION);

  private void put(long span, int properties) {
    table.put(key(span), key(span + 1), ServiceId.of("orders"), properties, END);
  }

  private static long key(long span) {
    return SpanTable.key(1, 2, span);
  }

  private boolean has(long span) {
    return table.find(key(span)) != SpanTable.NONE;
  }

  @Test
  void find_manySpans_givesBackWhatWasPut() {
    for (int span = 1; span <= 10_000; span++) {
      table.put(
          SpanTable.key(span, -span, span),
          SpanTable.key(span, -span, 7L * span),
          ServiceId.of("service-" + span),
          0xffff - span & 0xffff,
          -span);
    }
    for (int span = 1; span <= 10_000; span++) {
      int place = table.find(SpanTable.key(span, -span, span));
      assertThat(table.parent(place)).isEqualTo(SpanTable.key(span, -span, 7L * span));
      assertThat(table.isOf(place, ServiceId.of("service-" + span))).isTrue();
      assertThat(table.isOf(place, ServiceId.of("service-" + (span + 1)))).isFalse();
      assertThat(table.properties(place)).isEqualTo(0xffff - span & 0xffff);
      assertThat(table.endNanos(place)).isEqualTo(-span);
      assertThat(table.find(SpanTable.key(span, -span, span + 1))).isEqualTo(SpanTable.NONE);
      assertThat(table.find(SpanTable.key(span + 1, -span, span))).isEqualTo(SpanTable.NONE);
    }
    assertThat(table.size()).isEqualTo(10_000);
  }

  /** The join rests on it: a span is found for at least a generation's time, and not for ever. */
  @Test
  void at_anyTimes_remembersForOneToThreeGenerations() {
    Random random = new Random(42);
    long now = 1_790_000_000_000L;
    table.at(now);
    for (int span = 1; span < 2000; span++) {
      put(span, 1);
      long until = now + GENERATION;
      while (now < until) {
        assertThat(has(span)).isTrue();
        now = Math.min(until, now + 1 + random.nextInt(GENERATION / 2));
        table.at(now);
      }
      assertThat(has(span)).isTrue();
      table.at(now += GENERATION);
      table.at(now += GENERATION);
      assertThat(has(span)).isFalse();
    }
    assertThat(table.rotatedEarly()).isZero();
  }

  @Test
  void put_whatIsInTheGenerationBefore_isRememberedFromThenOn() {
    table.at(GENERATION);
    put(1, 1);
    table.at(2 * GENERATION);
    put(1, 2);
    table.at(3 * GENERATION);
    assertThat(table.properties(table.find(key(1)))).isEqualTo(2);
    table.at(4 * GENERATION);
    assertThat(has(1)).isFalse();
  }

  @Test
  void put_oneGenerationFull_beginsAnotherThatHasItsWholeTime() {
    SpanTable small = new SpanTable(10, GENERATION, GENERATION);
    small.at(GENERATION);
    small.at(GENERATION + 99);
    for (int span = 1; span <= 6; span++) {
      small.put(key(span), 0, ServiceId.of("orders"), 0, END);
    }
    assertThat(small.rotatedEarly()).isEqualTo(1);
    small.at(2 * GENERATION);
    assertThat(small.find(key(1))).isNotEqualTo(SpanTable.NONE);
    assertThat(small.find(key(6))).isNotEqualTo(SpanTable.NONE);
  }

  @Test
  void put_moreThanTheLimit_neverHoldsMore() {
    SpanTable small = new SpanTable(1000, GENERATION, GENERATION);
    for (int span = 1; span <= 100_000; span++) {
      small.put(key(span), 0, ServiceId.of("orders"), 0, END);
      assertThat(small.size()).isLessThanOrEqualTo(1000);
    }
    assertThat(small.find(key(100_000))).isNotEqualTo(SpanTable.NONE);
    assertThat(small.find(key(99_501))).isNotEqualTo(SpanTable.NONE);
    assertThat(small.rotatedEarly()).isEqualTo(199);
  }

  @Test
  void limit_belowTwo_isRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new SpanTable(1, GENERATION, GENERATION));
  }
}
