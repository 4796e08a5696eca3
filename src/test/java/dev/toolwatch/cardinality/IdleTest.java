package dev.toolwatch.cardinality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.signal.ServiceId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Names that nobody uses go, on all loops at once, and come back as new ones. */
class IdleTest {
  private static final SeriesKey FIND = Loops.tool("orders", "find");
  private static final SeriesKey KEPT = Loops.tool("stock", "kept");

  private final Loops loops =
      new Loops(2, Cardinalities.settings(60, 3).withIdleTimeout(Duration.ofHours(1)), Loops.TOOLS);

  /** Time passes while one other name is in use. */
  private void pass(Duration duration) {
    loops.time.advance(duration);
    loops.count(0, KEPT);
    loops.rounds(3);
  }

  @Test
  void name_unusedForTheTimeout_goesWithItsPlace() {
    loops.count(0, FIND);
    loops.count(1, FIND);
    loops.rounds(1);
    pass(Duration.ofMinutes(59));
    assertThat(loops.count(FIND)).isEqualTo(2);
    pass(Duration.ofMinutes(1));
    assertThat(loops.counts()).containsOnlyKeys(KEPT);
    assertThat(loops.budget.series()).isEqualTo(3);
  }

  @Test
  void name_usedOnOneLoopOnly_stays() {
    loops.count(0, FIND);
    loops.count(1, FIND);
    for (int i = 0; i < 10; i++) {
      loops.count(1, FIND);
      pass(Duration.ofMinutes(50));
    }
    assertThat(loops.count(FIND)).isEqualTo(12);
  }

  /** Between one loop's letting go and the other's: what that counts must not be lost. */
  @Test
  void name_usedOnALoopThatHasNotLetGoYet_stays() {
    loops.count(0, FIND);
    loops.count(1, FIND);
    loops.rounds(1);
    loops.time.advance(Duration.ofHours(2));
    loops.round(0); // decides
    loops.round(0); // lets go
    loops.count(1, FIND, 5);
    loops.round(1); // has used it
    loops.rounds(5);
    assertThat(loops.count(FIND)).isEqualTo(7);
    loops.count(0, FIND);
    assertThat(loops.count(FIND)).isEqualTo(8);
  }

  @Test
  void name_usedAgainByTheLoopThatLetGo_staysTheSameSeries() {
    loops.count(0, FIND);
    loops.count(1, FIND);
    loops.rounds(1);
    long created = loops.shown().get(FIND).createdMillis();
    loops.time.advance(Duration.ofHours(2));
    loops.round(0);
    loops.round(0);
    loops.count(0, FIND);
    loops.rounds(5);
    assertThat(loops.shown().get(FIND)).isEqualTo(new Loops.Shown(created, 3));
  }

  @Test
  void name_thatComesBack_startsAnew() {
    loops.count(0, FIND, 9);
    loops.rounds(1);
    long created = loops.shown().get(FIND).createdMillis();
    pass(Duration.ofHours(2));
    assertThat(loops.counts()).doesNotContainKey(FIND);
    loops.count(1, FIND);
    assertThat(loops.shown().get(FIND).count()).isEqualTo(1);
    assertThat(loops.shown().get(FIND).createdMillis()).isGreaterThan(created);
  }

  @Test
  void service_withoutSeriesAndUnused_leavesItsPlaceToAnother() {
    for (String service : new String[] {"a", "b", "stock"}) {
      loops.count(
          0, Loops.tool(loops.cardinality.services().admit(ServiceId.of(service)).name(), "kept"));
    }
    loops.rounds(1);
    assertThat(loops.cardinality.services().admit(ServiceId.of("late")))
        .isEqualTo(ServiceBudget.OTHER);
    pass(Duration.ofHours(2));
    pass(Duration.ofMinutes(1));
    assertThat(loops.cardinality.services().services()).isEqualTo(1);
    assertThat(loops.cardinality.services().admit(ServiceId.of("late")))
        .isEqualTo(ServiceId.of("late"));
  }

  /** What folds goes too, and does not fold any more once there is room. */
  @Test
  void nameThatFolded_onceOthersHaveGone_getsAPlace() {
    for (int i = 0; i < 30; i++) {
      loops.count(0, Loops.tool("orders", "tool" + i));
    }
    loops.rounds(1);
    assertThat(loops.count(Loops.tool("orders", Family.OTHER))).isPositive();
    pass(Duration.ofHours(2));
    assertThat(loops.counts()).containsOnlyKeys(KEPT);
    loops.count(1, Loops.tool("orders", "tool29"));
    assertThat(loops.counts()).containsOnlyKeys(KEPT, Loops.tool("orders", "tool29"));
  }

  @Test
  void timeout_ofZero_keepsEverything() {
    Loops forever =
        new Loops(1, Cardinalities.settings(60, 3).withIdleTimeout(Duration.ZERO), Loops.TOOLS);
    forever.count(0, FIND);
    forever.rounds(1);
    forever.time.advance(Duration.ofDays(1000));
    forever.rounds(5);
    assertThat(forever.count(FIND)).isEqualTo(1);
    assertThat(forever.cardinality.services().services()).isEqualTo(1);
  }
}
