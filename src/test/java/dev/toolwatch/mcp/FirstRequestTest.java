package dev.toolwatch.mcp;

import static dev.toolwatch.mcp.JoinInput.span;
import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.cardinality.Cardinalities;
import dev.toolwatch.signal.Disposition;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A service's first request lasts longer than spans wait, so nobody knows yet that it is a server. */
class FirstRequestTest {
  private static final long WAIT = 6000;
  private static final long MEMORY = 300_000;
  private static final String ORDERS = "orders";

  private final Counted counted = new Counted();
  private final JoinDriver join =
      new JoinDriver(
          new JoinLimits(WAIT, 1000, 256_000, 10_000, MEMORY),
          new ServiceRoles(Cardinalities.of(10_000, 100).services()),
          counted);
  private long now = 1_790_000_000_000L;

  private void arrive(JoinInput... spans) {
    join.accept(JoinInput.batch(List.of(spans)), now);
  }

  private void pass(long millis) {
    now += millis;
    join.expire(now);
  }

  @Test
  void expire_dependencyOfTheFirstRequest_countsOnceThatHasEnded() {
    arrive(
        span(ORDERS, SpanRole.OUTBOUND, 2, 1),
        span(ORDERS, SpanRole.OUTBOUND, 3, 1),
        span("website", SpanRole.OUTBOUND, 5, 4));
    pass(WAIT);
    pass(60_000);
    assertThat(counted.lines).isEmpty();
    assertThat(join.counts().pending()).isEqualTo(3);
    arrive(span(ORDERS, SpanRole.SERVER, 1, 0));
    pass(1000);
    assertThat(counted.lines)
        .containsOnlyKeys(
            "server orders tool-1", "dependency orders tool-2", "dependency orders tool-3");
    assertThat(join.counts().pending()).isEqualTo(1);
  }

  @Test
  void expire_noRequestAtAll_isNoDependency() {
    arrive(span("website", SpanRole.OUTBOUND, 2, 1));
    pass(MEMORY - 1);
    assertThat(join.counts().pending()).isEqualTo(1);
    pass(1);
    assertThat(join.counts().pending()).isZero();
    assertThat(join.counts().of(Disposition.OTHER)).isEqualTo(1);
  }

  @Test
  void expire_parentArrivesAndIsNoRequest_isNoDependency() {
    arrive(span("website", SpanRole.OUTBOUND, 2, 1));
    pass(WAIT);
    arrive(span("website", SpanRole.NONE, 1, 0));
    arrive(span("website", SpanRole.SERVER, 9, 0).inTrace(2));
    pass(1000);
    assertThat(counted.lines).containsOnlyKeys("server website tool-9");
    assertThat(join.counts().of(Disposition.OTHER)).isEqualTo(2);
  }

  @Test
  void finish_decidesThem() {
    arrive(span(ORDERS, SpanRole.OUTBOUND, 2, 1));
    pass(WAIT);
    join.finish();
    assertThat(join.counts().pending()).isZero();
    assertThat(join.counts().of(Disposition.OTHER)).isEqualTo(1);
  }

  /** A fleet of web services whose requests are long: no more than a tenth of what may wait. */
  @Test
  void expire_moreThanMayBeKept_decidesTheOldest() {
    arrive(
        LongStream.rangeClosed(1, 900)
            .mapToObj(id -> span("website", SpanRole.OUTBOUND, id, 1000 + id))
            .toArray(JoinInput[]::new));
    arrive(span(ORDERS, SpanRole.OUTBOUND, 902, 901));
    pass(WAIT);
    arrive(span("search", SpanRole.NONE, 5000, 0));
    assertThat(join.counts().pending()).isEqualTo(100);
    assertThat(join.counts().overflowed()).isEqualTo(801);
    arrive(span(ORDERS, SpanRole.SERVER, 901, 0));
    pass(1);
    assertThat(counted.lines)
        .containsOnlyKeys("server orders tool-901", "dependency orders tool-902");
  }
}
