package dev.toolwatch.errors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.signal.RawError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When what a trace tells of its errors is complete. */
class ErrorJoinTest {
  private static final long WAIT = 1000;

  private final MadeErrors made = new MadeErrors();
  private final List<Long> decided = new ArrayList<>();

  private ErrorJoin join(long maxBytes) {
    return new ErrorJoin(WAIT, maxBytes, error -> decided.add(error.shown().traceIdLow()));
  }

  private RawError ofTrace(RawError like, long spanId) {
    return new RawError(
        like.source(),
        like.reporter(),
        like.traceIdHigh(),
        like.traceIdLow(),
        spanId,
        0,
        like.startNanos(),
        like.endNanos(),
        like.call(),
        true,
        like.type(),
        like.message(),
        "",
        List.of(),
        1);
  }

  @Test
  void quietTrace_isDecidedAfterTheWait_andNoOther() {
    ErrorJoin join = join(Long.MAX_VALUE);
    RawError first = made.distinct("shop", 1);
    RawError second = made.distinct("shop", 2);
    join.add(first, 0);
    join.add(second, 1);
    join.add(ofTrace(first, 77), 500);
    join.expire(1000);
    assertThat(decided).isEmpty();
    join.expire(1001);
    assertThat(decided).containsExactly(second.traceIdLow());
    join.expire(1499);
    assertThat(join.isEmpty()).isFalse();
    join.expire(1500);
    assertThat(decided).contains(first.traceIdLow());
    assertThat(join.isEmpty()).isTrue();
  }

  /** Errors that follow each other for ever keep none of them back for ever. */
  @Test
  void traceThatIsNeverQuiet_isDecidedAfterThreeWaits() {
    ErrorJoin join = join(Long.MAX_VALUE);
    RawError first = made.distinct("shop", 1);
    long spanId = 100;
    for (long now = 0; now < 3 * WAIT; now += WAIT / 2) {
      join.add(ofTrace(first, spanId++), now);
      join.expire(now);
      assertThat(decided).isEmpty();
    }
    join.add(ofTrace(first, spanId), 3 * WAIT);
    assertThat(decided).isNotEmpty();
    assertThat(join.isEmpty()).isTrue();
  }

  @Test
  void tooMuch_decidesWhatHasBeenQuietForLongest() {
    RawError first = made.distinct("shop", 1);
    RawError second = made.distinct("shop", 2);
    RawError third = made.distinct("shop", 3);
    ErrorJoin join = join(3L * first.bytes());
    join.add(first, 0);
    join.add(second, 1);
    join.add(ofTrace(first, 77), 2);
    join.add(third, 3);
    assertThat(decided).containsExactly(second.traceIdLow());
  }
}
