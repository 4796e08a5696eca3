package dev.toolwatch.mcp;

import static dev.toolwatch.mcp.JoinInput.span;
import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.cardinality.Cardinalities;
import dev.toolwatch.signal.Disposition;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Senders that got no answer send their spans again. */
class RepeatedSpansTest {
  private static final long WAIT = 6000;
  private static final long MEMORY = 300_000;
  private static final String ORDERS = "orders";

  private final Counted counted = new Counted();
  private JoinDriver join = join(1000);
  private long now = 1_790_000_000_000L;

  private JoinDriver join(int tracked) {
    ServiceRoles services = new ServiceRoles(Cardinalities.of(10_000, 100).services());
    return new JoinDriver(new JoinLimits(WAIT, 1000, 1 << 20, tracked, MEMORY), services, counted);
  }

  private void arrive(JoinInput... spans) {
    join.accept(JoinInput.batch(List.of(spans)), now);
  }

  private void pass(long millis) {
    now += millis;
    join.expire(now);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, WAIT, MEMORY})
  void accept_sameSpansAgain_countOnce(long later) {
    JoinInput[] spans = {
      span(ORDERS, SpanRole.SERVER, 1, 0),
      span(ORDERS, SpanRole.TOOL, 2, 1),
      span(ORDERS, SpanRole.OUTBOUND, 3, 2),
      span(ORDERS, SpanRole.AUTH, 4, 1),
      span(ORDERS, SpanRole.NONE, 5, 1),
    };
    arrive(spans);
    pass(later);
    arrive(spans);
    join.finish();
    assertThat(counted.lines)
        .containsOnlyKeys("server orders tool-1", "dependency orders tool-3", "auth orders")
        .doesNotContainValue(2);
    assertThat(join.counts().repeated()).isEqualTo(5);
    // Of each sending, and the three that count only in the first.
    assertThat(join.counts().of(Disposition.DUPLICATE)).isEqualTo(2 + 3);
    assertThat(join.counts().of(Disposition.OTHER)).isEqualTo(2);
    assertThat(CallJoinProperties.settled(join.counts())).isEqualTo(10);
  }

  @Test
  void accept_sameSpanTwiceInOneRequest_countsOnce() {
    arrive(span(ORDERS, SpanRole.SERVER, 1, 0), span(ORDERS, SpanRole.SERVER, 1, 0));
    assertThat(counted.lines).containsEntry("server orders tool-1", 1);
    assertThat(join.counts().repeated()).isEqualTo(1);
  }

  /** The first one has not been decided yet when it comes again. */
  @ParameterizedTest
  @EnumSource(names = {"SERVER", "TOOL", "CLIENT", "OUTER_CLIENT"})
  void accept_sameSpanWhileTheFirstWaits_countsOnce(SpanRole role) {
    arrive(span(ORDERS, role, 2, 1));
    pass(WAIT / 2);
    arrive(span(ORDERS, role, 2, 1));
    pass(WAIT);
    assertThat(counted.lines).hasSize(1).doesNotContainValue(2);
    assertThat(join.counts().repeated()).isEqualTo(1);
  }

  /** Each repetition is remembered as if it were the first. */
  @Test
  void accept_sameSpanAgainAndAgain_countsOnce() {
    for (int i = 0; i < 10; i++) {
      arrive(span(ORDERS, SpanRole.SERVER, 1, 0));
      pass(MEMORY);
    }
    assertThat(counted.lines).containsEntry("server orders tool-1", 1);
    assertThat(join.counts().repeated()).isEqualTo(9);
  }

  /** Zipkin gives both sides of a call one id; some senders do not choose ids at random. */
  @Test
  void accept_sameIdOfAnotherSpan_counts() {
    arrive(
        span(ORDERS, SpanRole.SERVER, 1, 0),
        span("search", SpanRole.SERVER, 1, 0),
        span(ORDERS, SpanRole.CLIENT, 1, 0),
        span(ORDERS, SpanRole.SERVER, 1, 0).lasting(5, 6),
        span(ORDERS, SpanRole.SERVER, 1, 7).remote().inTrace(2));
    assertThat(join.counts().of(Disposition.OPERATION)).isEqualTo(5);
    assertThat(join.counts().repeated()).isZero();
  }

  @Test
  void accept_sameSpanAfterItIsForgotten_countsAgain() {
    arrive(span(ORDERS, SpanRole.SERVER, 1, 0));
    for (int i = 0; i < 3; i++) {
      pass(MEMORY);
      arrive(span(ORDERS, SpanRole.NONE, 10 + i, 0));
    }
    arrive(span(ORDERS, SpanRole.SERVER, 1, 0));
    assertThat(counted.lines).containsEntry("server orders tool-1", 2);
    assertThat(join.counts().repeated()).isZero();
  }

  /** More spans than are remembered: the oldest can be counted again, and memory stays the same. */
  @Test
  void accept_moreSpansThanAreRemembered_recognisesTheLatest() {
    join = join(1000);
    for (int id = 1; id <= 10_000; id++) {
      arrive(span(ORDERS, SpanRole.SERVER, id, 0));
    }
    for (int id = 9_600; id <= 10_000; id++) {
      arrive(span(ORDERS, SpanRole.SERVER, id, 0));
    }
    assertThat(join.counts().repeated()).isEqualTo(401);
    arrive(span(ORDERS, SpanRole.SERVER, 1, 0));
    assertThat(join.counts().repeated()).isEqualTo(401);
    assertThat(join.counts().of(Disposition.OPERATION)).isEqualTo(10_001);
  }

  /** What is remembered longer than the join needs may be forgotten without a word. */
  @Test
  void accept_fullAfterTheWait_isNotForgottenEarly() {
    join = join(8);
    for (int id = 1; id <= 20; id++) {
      arrive(span(ORDERS, SpanRole.SERVER, id, 0));
      pass(2 * WAIT / 4);
    }
    assertThat(join.counts().forgottenEarly()).isZero();
    for (int id = 21; id <= 40; id++) {
      arrive(span(ORDERS, SpanRole.SERVER, id, 0));
      pass(2 * WAIT / 8);
    }
    assertThat(join.counts().forgottenEarly()).isGreaterThan(2);
  }
}
