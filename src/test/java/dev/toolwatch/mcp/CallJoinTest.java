package dev.toolwatch.mcp;

import static dev.toolwatch.mcp.JoinInput.span;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import dev.toolwatch.cardinality.Cardinalities;
import dev.toolwatch.signal.Disposition;
import dev.toolwatch.signal.ServiceId;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of spans that come too late, too many, or in no order that makes sense. */
class CallJoinTest {
  private static final long WAIT = 6000;
  private static final String ORDERS = "orders";

  private final Counted counted = new Counted();
  private final ServiceRoles services = roles();
  private JoinDriver join = join(1000, 1000);
  private long now = 1_790_000_000_000L;

  private static ServiceRoles roles() {
    return new ServiceRoles(Cardinalities.of(10_000, 100).services());
  }

  private JoinDriver join(int pending, int tracked) {
    return new JoinDriver(
        new JoinLimits(WAIT, pending, 256L * pending, tracked, 2 * WAIT), services, counted);
  }

  private void arrive(JoinInput... spans) {
    join.accept(JoinInput.batch(List.of(spans)), now);
  }

  private void pass(long millis) {
    now += millis;
    join.expire(now);
  }

  private long disposed(Disposition disposition) {
    return join.counts().of(disposition);
  }

  @Test
  void accept_toolBeforeItsServerSpan_waitsForIt() {
    arrive(span(ORDERS, SpanRole.TOOL, 2, 1));
    assertThat(join.counts().pending()).isEqualTo(1);
    pass(WAIT - 1);
    assertThat(counted.lines).isEmpty();
    arrive(span(ORDERS, SpanRole.SERVER, 1, 0));
    pass(1);
    assertThat(counted.lines).containsOnlyKeys("server orders tool-1");
    assertThat(disposed(Disposition.DUPLICATE)).isEqualTo(1);
    assertThat(join.counts().expired()).isZero();
  }

  @Test
  void expire_clockStepsBack_waitsNoLonger() {
    arrive(span(ORDERS, SpanRole.TOOL, 2, 1));
    now -= 3_600_000;
    arrive(span(ORDERS, SpanRole.TOOL, 4, 3));
    pass(WAIT - 1);
    assertThat(counted.lines).isEmpty();
    pass(1);
    assertThat(counted.lines).containsOnlyKeys("server orders tool-2", "server orders tool-4");
  }

  @Test
  void expire_noServerSpan_countsTheToolAndSaysSo() {
    arrive(span(ORDERS, SpanRole.TOOL, 2, 1));
    pass(WAIT);
    assertThat(counted.lines).containsOnlyKeys("server orders tool-2");
    assertThat(join.counts().expired()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "TOOL, SERVER",
    "SERVER, SERVER",
    "TOOL, TOOL",
    "CLIENT, CLIENT",
    "OUTER_CLIENT, OUTER_CLIENT"
  })
  void accept_spanAboveTooLate_isADuplicate(SpanRole inner, SpanRole outer) {
    arrive(span(ORDERS, inner, 2, 1));
    pass(WAIT);
    pass(2 * WAIT);
    arrive(span(ORDERS, outer, 1, 0));
    join.finish();
    assertThat(counted.lines).hasSize(1);
    assertThat(disposed(Disposition.DUPLICATE)).isEqualTo(1);
    assertThat(join.counts().late()).isEqualTo(1);
  }

  @Test
  void accept_outboundAboveTooLate_isADuplicate() {
    services.learnServer(ServiceId.of(ORDERS), true);
    arrive(span(ORDERS, SpanRole.OUTBOUND, 3, 2));
    pass(WAIT);
    arrive(span(ORDERS, SpanRole.OUTBOUND, 2, 1), span(ORDERS, SpanRole.SERVER, 1, 0));
    assertThat(counted.lines).containsOnlyKeys("dependency orders tool-3", "server orders tool-1");
    assertThat(join.counts().late()).isEqualTo(1);
  }

  /** The clock of the table's generations does not turn while nothing arrives. */
  @Test
  void accept_spanAboveAfterItsTraceIsForgotten_countsAnew() {
    arrive(span(ORDERS, SpanRole.TOOL, 2, 1));
    pass(WAIT);
    for (int i = 0; i < 3; i++) {
      pass(2 * WAIT);
      arrive(span(ORDERS, SpanRole.NONE, 5, 0).inTrace(9));
    }
    arrive(span(ORDERS, SpanRole.SERVER, 1, 0));
    assertThat(counted.lines).containsOnlyKeys("server orders tool-1", "server orders tool-2");
    assertThat(join.counts().late()).isZero();
  }

  @Test
  void accept_lateSpanWhoseParentIsMissing_isKnownToThoseBelow() {
    arrive(span(ORDERS, SpanRole.TOOL, 3, 2));
    pass(WAIT);
    pass(2 * WAIT - 1);
    arrive(span(ORDERS, SpanRole.SERVER, 2, 1));
    pass(WAIT - 1);
    arrive(span(ORDERS, SpanRole.TOOL, 4, 2));
    join.finish();
    assertThat(counted.lines).containsOnlyKeys("server orders tool-3");
    assertThat(disposed(Disposition.DUPLICATE)).isEqualTo(2);
  }

  /** One server calls another and hands it its own span's id, which is still running. */
  @Test
  void accept_twoServicesBelowOneMissingSpan_areApart() {
    arrive(span("search", SpanRole.SERVER, 2, 1));
    pass(WAIT);
    arrive(span(ORDERS, SpanRole.TOOL, 3, 1));
    arrive(span(ORDERS, SpanRole.SERVER, 1, 0));
    join.finish();
    assertThat(counted.lines).containsOnlyKeys("server orders tool-1", "server search tool-2");
    assertThat(join.counts().late()).isZero();
  }

  @Test
  void accept_oneParentTooLateForTwoServices_isADuplicateInItsOwn() {
    arrive(span(ORDERS, SpanRole.TOOL, 3, 1), span("search", SpanRole.SERVER, 2, 1));
    pass(WAIT);
    arrive(span(ORDERS, SpanRole.SERVER, 1, 0));
    assertThat(counted.lines).containsOnlyKeys("server orders tool-3", "server search tool-2");
    assertThat(join.counts().late()).isEqualTo(1);
  }

  @Test
  void accept_clientBelowAServerThatIsStillRunning_doesNotCountAsTheServersRequest() {
    arrive(span(ORDERS, SpanRole.CLIENT, 2, 1));
    pass(WAIT);
    arrive(span(ORDERS, SpanRole.SERVER, 1, 0));
    assertThat(counted.lines).containsOnlyKeys("client orders tool-2", "server orders tool-1");
  }

  @Test
  void accept_severalCallsBelowOneLateParent_countEach() {
    arrive(span(ORDERS, SpanRole.SERVER, 2, 1), span(ORDERS, SpanRole.SERVER, 3, 1));
    pass(WAIT);
    arrive(span(ORDERS, SpanRole.SERVER, 4, 1));
    arrive(span(ORDERS, SpanRole.NONE, 1, 0));
    pass(WAIT);
    assertThat(counted.lines)
        .containsOnlyKeys("server orders tool-2", "server orders tool-3", "server orders tool-4");
  }

  @Test
  void accept_outboundBelowNothingKnown_isADependencyOnlyOfAServer() {
    arrive(span("agent", SpanRole.OUTBOUND, 2, 1), span(ORDERS, SpanRole.OUTBOUND, 4, 3));
    services.learnServer(ServiceId.of(ORDERS), true);
    pass(WAIT);
    assertThat(counted.lines).containsOnlyKeys("dependency orders tool-4");
    assertThat(disposed(Disposition.OTHER)).isZero();
    pass(WAIT);
    assertThat(disposed(Disposition.OTHER)).isEqualTo(1);
    assertThat(counted.lines).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"SERVER", "TOOL", "CLIENT", "OUTER_CLIENT"})
  void accept_remoteParent_countsAtOnce(SpanRole role) {
    arrive(span(ORDERS, SpanRole.SERVER, 1, 0), span(ORDERS, role, 2, 1).remote());
    assertThat(counted.lines).hasSize(2);
    assertThat(join.counts().pending()).isZero();
  }

  @Test
  void accept_moreThanMayWait_decidesTheOldestEarly() {
    join = join(3, 1000);
    arrive(LongStream.range(1, 6).mapToObj(CallJoinTest::orphan).toArray(JoinInput[]::new));
    assertThat(join.counts().pending()).isEqualTo(3);
    assertThat(join.counts().overflowed()).isEqualTo(2);
    assertThat(counted.lines).containsOnlyKeys("server orders tool-1", "server orders tool-2");
    pass(WAIT);
    assertThat(counted.lines).hasSize(5);
    assertThat(disposed(Disposition.OPERATION)).isEqualTo(5);
  }

  /** Each of these takes as many bytes as eight are allowed to on average. */
  @Test
  void accept_longerTextsThanMayWait_decidesTheOldestEarly() {
    join = join(80, 1000);
    String name = "n".repeat(1000);
    for (int i = 1; i <= 80; i++) {
      arrive(new JoinInput(1, i, 1000 + i, false, ORDERS, SpanRole.TOOL, name));
    }
    assertThat(join.counts().pending()).isEqualTo(9);
    assertThat(join.counts().overflowed()).isEqualTo(71);
    assertThat(counted.lines).containsExactly(entry(Counted.server(ORDERS, name), 71));
    for (int i = 101; i <= 180; i++) {
      arrive(orphan(i));
    }
    assertThat(join.counts().pending()).isGreaterThan(70);
    pass(WAIT);
    assertThat(disposed(Disposition.OPERATION)).isEqualTo(160);
  }

  private static JoinInput orphan(long id) {
    return span(ORDERS, SpanRole.TOOL, id, 1000 + id);
  }

  @Test
  void accept_moreThanIsRemembered_forgetsTheOldestAndSaysSo() {
    join = join(1000, 8);
    arrive(span(ORDERS, SpanRole.SERVER, 1, 0));
    for (int other = 100; other < 109; other++) {
      arrive(span(ORDERS, SpanRole.NONE, other, 0));
    }
    arrive(span(ORDERS, SpanRole.TOOL, 2, 1));
    pass(WAIT);
    assertThat(counted.lines).containsOnlyKeys("server orders tool-1", "server orders tool-2");
    assertThat(join.counts().forgottenEarly()).isEqualTo(2);
  }

  /** An attack of ids: every span of a trace of its own, every parent missing. */
  @Test
  void accept_manyIds_staysWithinItsBounds() {
    join = join(100, 1000);
    for (int i = 1; i <= 200_000; i++) {
      arrive(span(ORDERS, SpanRole.SERVER, i, -i).inTrace(i));
    }
    assertThat(join.counts().pending()).isEqualTo(100);
    join.finish();
    assertThat(disposed(Disposition.OPERATION)).isEqualTo(200_000);
  }

  @ParameterizedTest
  @CsvSource({"63, 1", "64, 1", "65, 2", "1000, 2"})
  void accept_longChain_isLookedUpAsFarAsStated(int hops, int operations) {
    join = join(10_000, 10_000);
    for (int id = hops; id > 0; id--) {
      arrive(span(ORDERS, id == 1 ? SpanRole.SERVER : SpanRole.NONE, id, id - 1));
    }
    arrive(span(ORDERS, SpanRole.TOOL, hops + 1, hops));
    join.finish();
    assertThat(disposed(Disposition.OPERATION)).isEqualTo(operations);
  }

  @ParameterizedTest
  @EnumSource(names = {"SERVER", "TOOL", "CLIENT", "OUTER_CLIENT"})
  void accept_spanThatIsItsOwnParent_counts(SpanRole role) {
    arrive(span(ORDERS, role, 1, 1));
    assertThat(counted.lines).hasSize(1);
    assertThat(join.counts().pending()).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"SERVER", "TOOL", "CLIENT", "OUTER_CLIENT"})
  void accept_twoSpansParentsOfEachOther_countOnce(SpanRole role) {
    arrive(span(ORDERS, role, 1, 2), span(ORDERS, role, 2, 1));
    arrive(span(ORDERS, role, 3, 4));
    arrive(span(ORDERS, role, 4, 3));
    pass(WAIT);
    assertThat(disposed(Disposition.OPERATION)).isEqualTo(2);
    assertThat(disposed(Disposition.DUPLICATE)).isEqualTo(2);
  }

  @Test
  void accept_toolBelowACircle_ends() {
    arrive(
        span(ORDERS, SpanRole.NONE, 1, 2),
        span(ORDERS, SpanRole.NONE, 2, 1),
        span(ORDERS, SpanRole.TOOL, 3, 1));
    assertThat(counted.lines).containsOnlyKeys("server orders tool-3");
  }

  @Test
  void accept_sameIdsInTwoTraces_areApart() {
    arrive(span(ORDERS, SpanRole.SERVER, 1, 0));
    arrive(span(ORDERS, SpanRole.TOOL, 2, 1).inTrace(2));
    pass(WAIT);
    assertThat(counted.lines).hasSize(2);
  }

  @Test
  void limits_thatAllowNothing_areRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new JoinLimits(-1, 1, 1, 2, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new JoinLimits(1, 1, 0, 2, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> new JoinLimits(1, 0, 1, 2, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> new JoinLimits(1, 1, 1, 1, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> new JoinLimits(1, 1, 1, 2, 1));
  }
}
