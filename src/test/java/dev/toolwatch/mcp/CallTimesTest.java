package dev.toolwatch.mcp;

import static dev.toolwatch.mcp.JoinInput.span;
import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.cardinality.Cardinalities;
import dev.toolwatch.signal.Disposition;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether a call belongs to the one above it, or has only been given its context. */
class CallTimesTest {
  private static final long WAIT = 6000;
  private static final String ORDERS = "orders";
  private static final long MILLI = 1_000_000;

  private final Counted counted = new Counted();
  private final JoinDriver join =
      new JoinDriver(
          new JoinLimits(WAIT, 1000, 1 << 20, 1000, 2 * WAIT),
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

  private static JoinInput initialize(SpanRole role) {
    return span(ORDERS, role, 1, 0).of("initialize").lasting(0, 10 * MILLI);
  }

  /** Five calls below an initialize that is over, each a moment after the one before. */
  private static JoinInput[] session(SpanRole role) {
    JoinInput[] spans = new JoinInput[6];
    spans[0] = initialize(role);
    for (int i = 1; i <= 5; i++) {
      spans[i] = span(ORDERS, role, i + 1, 1).lasting((10 + 3 * i) * MILLI, (12 + 3 * i) * MILLI);
    }
    return spans;
  }

  @ParameterizedTest
  @CsvSource({"SERVER, true", "SERVER, false", "CLIENT, true", "CLIENT, false"})
  void accept_callsBelowASpanThatHasEnded_countEach(SpanRole role, boolean atOnce) {
    for (JoinInput span : session(role)) {
      arrive(span);
      pass(atOnce ? 0 : 2 * WAIT - 1);
    }
    assertThat(join.counts().of(Disposition.OPERATION)).isEqualTo(6);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void accept_callsBelowASpanThatHasEnded_inAnyOrder_countEach(long seed) {
    List<JoinInput> spans = new ArrayList<>(Arrays.asList(session(SpanRole.SERVER)));
    Collections.shuffle(spans, new Random(seed));
    for (JoinInput span : spans) {
      arrive(span);
      pass(WAIT / 2);
    }
    pass(WAIT);
    assertThat(join.counts().of(Disposition.OPERATION)).isEqualTo(6);
  }

  /** The spans of calls were decided long before the one whose context they were given. */
  @Test
  void accept_spanAboveTooLate_thatEndedBefore_counts() {
    JoinInput[] spans = session(SpanRole.SERVER);
    arrive(Arrays.copyOfRange(spans, 1, 6));
    pass(WAIT);
    assertThat(join.counts().of(Disposition.OPERATION)).isEqualTo(5);
    arrive(spans[0]);
    assertThat(join.counts().of(Disposition.OPERATION)).isEqualTo(6);
    assertThat(join.counts().late()).isZero();
  }

  @Test
  void accept_toolsBelowAnInitializeThatHasEnded_countEach() {
    arrive(
        initialize(SpanRole.SERVER),
        span(ORDERS, SpanRole.TOOL, 2, 1).lasting(11 * MILLI, 12 * MILLI),
        span(ORDERS, SpanRole.TOOL, 3, 1).lasting(13 * MILLI, 14 * MILLI));
    assertThat(counted.lines).hasSize(3);
  }

  /** A task of MCP: the call is answered at once, and the tool runs after it. */
  @Test
  void accept_toolThatRunsAfterItsCallWasAnswered_isPartOfIt() {
    arrive(
        span(ORDERS, SpanRole.SERVER, 1, 0).lasting(0, 5),
        span(ORDERS, SpanRole.TOOL, 2, 1).lasting(6, 9000));
    assertThat(counted.lines).containsOnlyKeys("server orders tool-1");
  }

  @Test
  void accept_spanThatOutlivesTheOneAbove_isPartOfIt() {
    arrive(
        span(ORDERS, SpanRole.SERVER, 1, 0).lasting(0, 10),
        span(ORDERS, SpanRole.SERVER, 2, 1).lasting(9, 20));
    assertThat(counted.lines).containsOnlyKeys("server orders tool-1");
  }

  /** Clocks of milliseconds: what lies inside cannot last longer than what is around it. */
  @ParameterizedTest
  @CsvSource({"10, 1", "11, 2"})
  void accept_beginsWhenTheOneAboveEnds_isPartOfItUnlessItLastsLonger(long end, int operations) {
    arrive(
        span(ORDERS, SpanRole.SERVER, 1, 0).lasting(10, 10),
        span(ORDERS, SpanRole.SERVER, 2, 1).lasting(10, end));
    assertThat(counted.lines).hasSize(operations);
  }

  /** The outermost one that is around a span decides, however many below it have ended. */
  @Test
  void accept_oneAboveEndedAndTheNextNot_isADuplicate() {
    arrive(
        span(ORDERS, SpanRole.SERVER, 1, 0).lasting(0, 100),
        span(ORDERS, SpanRole.SERVER, 2, 1).lasting(1, 10),
        span(ORDERS, SpanRole.SERVER, 3, 2).lasting(20, 30));
    assertThat(counted.lines).containsOnlyKeys("server orders tool-1");
  }

  @Test
  void accept_dependencyBelowACallThatHasEnded_isItsDependency() {
    arrive(
        span(ORDERS, SpanRole.SERVER, 1, 0).lasting(0, 5),
        span(ORDERS, SpanRole.OUTBOUND, 2, 1).lasting(6, 7));
    assertThat(counted.lines).containsOnlyKeys("server orders tool-1", "dependency orders tool-2");
  }

  /** A proxy opens a session with the server behind it for each call. */
  @Test
  void accept_clientOfAnotherMethodBelowAClient_countsToo() {
    for (int call = 1; call <= 4; call++) {
      int id = 10 * call;
      arrive(
          span(ORDERS, SpanRole.CLIENT, id, 0).lasting(0, 100),
          span(ORDERS, SpanRole.NONE, id + 1, id).lasting(1, 99),
          span(ORDERS, SpanRole.CLIENT, id + 2, id + 1).of("initialize").lasting(2, 10),
          span(ORDERS, SpanRole.CLIENT, id + 3, id + 2).of("initialize").lasting(3, 9),
          span(ORDERS, SpanRole.CLIENT, id + 4, id + 1).lasting(11, 90));
    }
    assertThat(join.counts().of(Disposition.OPERATION)).isEqualTo(8);
    assertThat(join.counts().of(Disposition.DUPLICATE)).isEqualTo(8);
  }

  @Test
  void accept_clientOfAnotherMethodBelowALateClient_bothCount() {
    arrive(span(ORDERS, SpanRole.CLIENT, 2, 1).of("initialize").lasting(2, 10));
    pass(WAIT);
    arrive(span(ORDERS, SpanRole.CLIENT, 1, 0).lasting(0, 100));
    assertThat(counted.lines).containsOnlyKeys("client orders tool-1", "client orders tool-2");
  }

  @Test
  void accept_clientsOfTwoMethodsBelowALateClient_oneOfThemIsItsOwn() {
    arrive(
        span(ORDERS, SpanRole.CLIENT, 2, 1).of("initialize").lasting(2, 10),
        span(ORDERS, SpanRole.CLIENT, 3, 1).lasting(11, 90));
    pass(WAIT);
    arrive(span(ORDERS, SpanRole.CLIENT, 1, 0).lasting(0, 100));
    assertThat(counted.lines).containsOnlyKeys("client orders tool-2", "client orders tool-3");
    assertThat(join.counts().late()).isEqualTo(1);
  }

  /** Not every emitter tells the method. */
  @Test
  void accept_clientOfAMethodThatIsNotKnownBelowAClient_isADuplicate() {
    arrive(
        span(ORDERS, SpanRole.CLIENT, 1, 0),
        span(ORDERS, SpanRole.CLIENT, 2, 1).of("of/no/protocol"));
    assertThat(counted.lines).containsOnlyKeys("client orders tool-1");
  }

  /** A span of the transport stands between that of an instrumentation and the SDK's. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void accept_clientBelowAPartOfAClient_isADuplicate(boolean together) {
    arrive(
        span(ORDERS, SpanRole.CLIENT, 3, 2).lasting(2, 8),
        span(ORDERS, SpanRole.OUTBOUND, 4, 2).lasting(3, 7));
    pass(together ? 0 : WAIT - 1);
    arrive(
        span(ORDERS, SpanRole.PART, 2, 1).lasting(1, 9),
        span(ORDERS, SpanRole.OUTER_CLIENT, 1, 0).lasting(0, 10));
    pass(WAIT);
    assertThat(counted.lines).containsOnlyKeys("client orders tool-1");
  }

  @Test
  void accept_outerClientAfterThoseBelowItWereCounted_isADuplicate() {
    arrive(span(ORDERS, SpanRole.CLIENT, 3, 2));
    pass(WAIT);
    arrive(span(ORDERS, SpanRole.PART, 2, 1), span(ORDERS, SpanRole.OUTER_CLIENT, 1, 0));
    assertThat(counted.lines).containsOnlyKeys("client orders tool-3");
    assertThat(join.counts().late()).isEqualTo(1);
  }

  @Test
  void accept_clientBelowAPartOfAServer_counts() {
    arrive(
        span(ORDERS, SpanRole.SERVER, 1, 0),
        span(ORDERS, SpanRole.PART, 2, 1),
        span(ORDERS, SpanRole.CLIENT, 3, 2),
        span(ORDERS, SpanRole.OUTBOUND, 4, 2));
    assertThat(counted.lines)
        .containsOnlyKeys(
            "server orders tool-1", "client orders tool-3", "dependency orders tool-4");
  }
}
