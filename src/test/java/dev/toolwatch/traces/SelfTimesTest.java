package dev.toolwatch.traces;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.signal.ServiceId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Made traces with known answers. Times in them are microseconds after a start. */
class SelfTimesTest {
  private static final long START = 1_790_000_000_000_000_000L;
  private static final ServiceId HERE = ServiceId.of("here");
  private static final ServiceId THERE = ServiceId.of("there");
  private static final ServiceId ELSEWHERE = ServiceId.of("elsewhere");

  private final SelfTimes times = new SelfTimes();

  private void add(long id, long parent, long from, long to, ServiceId service) {
    times.add(id, parent, at(from), at(to), service);
  }

  private void add(long id, long parent, long from, long to) {
    add(id, parent, from, to, HERE);
  }

  private static long at(long micros) {
    return START + micros * 1000;
  }

  private List<Long> selfs() {
    times.compute();
    List<Long> selfs = new ArrayList<>();
    for (int i = 0; i < times.size(); i++) {
      selfs.add(times.selfNanos(i) / 1000);
    }
    return selfs;
  }

  private List<Integer> critical() {
    List<Integer> critical = new ArrayList<>();
    for (int i = 0; i < times.size(); i++) {
      if (times.isCritical(i)) {
        critical.add(i);
      }
    }
    return critical;
  }

  private List<Integer> parents() {
    List<Integer> parents = new ArrayList<>();
    for (int i = 0; i < times.size(); i++) {
      parents.add(times.parent(i));
    }
    return parents;
  }

  private List<Long> interval(int span) {
    return List.of((times.startNanos(span) - START) / 1000, (times.endNanos(span) - START) / 1000);
  }

  @Test
  void childrenOneAfterTheOther_whateverTheirOrder() {
    times.begin();
    add(3, 1, 50, 90);
    add(4, 3, 60, 70);
    add(1, 0, 0, 100);
    add(2, 1, 10, 30);
    assertThat(selfs()).containsExactly(30L, 10L, 40L, 20L);
    assertThat(parents()).containsExactly(2, 0, -1, 2);
    assertThat(critical()).containsExactly(0, 1, 2, 3);
  }

  @Test
  void parallelChildren_coverAMomentOnce_andTheLastOneIsCritical() {
    times.begin();
    add(1, 0, 0, 100);
    add(2, 1, 10, 60);
    add(3, 1, 20, 80);
    add(4, 1, 30, 40);
    add(5, 1, 5, 20);
    // From 5 to 80 at least one of them runs.
    assertThat(selfs()).containsExactly(25L, 50L, 60L, 10L, 15L);
    // The one that ends at 80, and before its start at 20 the one that ends then.
    assertThat(critical()).containsExactly(0, 2, 4);
  }

  @Test
  void childThatOutlivesItsParent_takesOnlyWhatLiesWithin() {
    times.begin();
    add(1, 0, 0, 100);
    add(2, 1, 80, 250);
    add(3, 1, 150, 200);
    add(4, 2, 120, 240);
    assertThat(selfs()).containsExactly(80L, 50L, 50L, 120L);
    // What goes on after the root's end does not determine it.
    assertThat(critical()).containsExactly(0, 1);
  }

  @Test
  void childThatBeginsBeforeItsParent_takesOnlyWhatLiesWithin() {
    times.begin();
    add(1, 0, 100, 200);
    add(2, 1, 50, 120);
    add(3, 1, 10, 90);
    assertThat(selfs()).containsExactly(80L, 70L, 80L);
    assertThat(critical()).containsExactly(0, 1);
    assertThat(interval(1)).containsExactly(50L, 120L);
  }

  @Test
  void otherServicesClock_isMovedToTheMiddleOfTheParent_withItsOwnSpans() {
    times.begin();
    add(1, 0, 0, 100);
    add(2, 1, 5_000, 5_060, THERE);
    add(3, 2, 5_010, 5_030, THERE);
    add(4, 3, 25, 40, HERE);
    assertThat(selfs()).containsExactly(40L, 40L, 5L, 15L);
    assertThat(interval(1)).containsExactly(20L, 80L);
    assertThat(interval(2)).containsExactly(30L, 50L);
    // The first service's clock is right, and its span moved to where it fits.
    assertThat(interval(3)).containsExactly(32L, 47L);
    assertThat(critical()).containsExactly(0, 1, 2, 3);
  }

  @Test
  void otherServiceWithARightClock_staysWhereItIs_belowOneThatWasMoved() {
    times.begin();
    add(1, 0, 0, 100);
    add(2, 1, -3_000, -2_920, THERE);
    add(3, 2, 20, 60, ELSEWHERE);
    assertThat(selfs()).containsExactly(20L, 40L, 40L);
    assertThat(interval(1)).containsExactly(10L, 90L);
    assertThat(interval(2)).containsExactly(20L, 60L);
  }

  @Test
  void otherServicesClock_ofASpanThatIsTooLong_isMovedToTheParentsStartIfItBeginsBefore() {
    times.begin();
    add(1, 0, 100, 200);
    add(2, 1, 0, 150, THERE);
    add(3, 1, 150, 450, THERE);
    assertThat(selfs()).containsExactly(0L, 150L, 300L);
    assertThat(interval(1)).containsExactly(100L, 250L);
    assertThat(interval(2)).containsExactly(150L, 450L);
  }

  @Test
  void sameService_isNeverMoved_andAnUnknownOneIsItsParents() {
    times.begin();
    add(1, 0, 0, 100, HERE);
    add(2, 1, 300, 350, HERE);
    add(3, 1, 400, 450, null);
    add(4, 3, 500, 510, HERE);
    assertThat(selfs()).containsExactly(100L, 50L, 50L, 10L);
    assertThat(interval(1)).containsExactly(300L, 350L);
    assertThat(interval(3)).containsExactly(500L, 510L);
    assertThat(critical()).containsExactly(0);
  }

  @Test
  void spansWithoutAnEndOrAStart_orBackwards_haveNoDuration() {
    times.begin();
    add(1, 0, 0, 100);
    times.add(2, 1, at(10), 0, HERE);
    times.add(3, 1, 0, at(60), HERE);
    add(4, 1, 50, 40);
    add(5, 2, 10, 30);
    times.add(6, 1, -1, -2, HERE);
    assertThat(selfs()).containsExactly(100L, 0L, 0L, 0L, 20L, 0L);
    assertThat(parents()).containsExactly(-1, 0, 0, 0, 1, 0);
    assertThat(critical()).containsExactly(0);
  }

  @Test
  void repeatedSpans_areLeftOut_andThoseWithoutAnIdAreNot() {
    times.begin();
    add(1, 0, 0, 100);
    add(2, 1, 10, 40);
    add(2, 1, 10, 40);
    add(3, 2, 10, 20);
    add(1, 0, 0, 100);
    add(0, 1, 50, 60);
    add(0, 1, 60, 70);
    assertThat(selfs()).containsExactly(50L, 20L, 0L, 10L, 0L, 10L, 10L);
    assertThat(parents()).containsExactly(-1, 0, -1, 1, -1, 0, 0);
    assertThat(critical()).containsExactly(0, 1, 3, 5, 6);
    assertThat(times.isRepeated(1)).isFalse();
    assertThat(times.isRepeated(2)).isTrue();
    assertThat(times.isRepeated(4)).isTrue();
    assertThat(times.isRepeated(6)).isFalse();
  }

  @Test
  void missingParent_makesARoot_eachWithItsOwnPath() {
    times.begin();
    add(1, 99, 0, 100);
    add(2, 1, 10, 40);
    add(3, 98, 200, 300);
    add(4, 3, 210, 300);
    assertThat(selfs()).containsExactly(70L, 30L, 10L, 90L);
    assertThat(parents()).containsExactly(-1, 0, -1, 2);
    assertThat(critical()).containsExactly(0, 1, 2, 3);
  }

  @Test
  void cycles_beginWithTheirEarliestSpan() {
    times.begin();
    add(1, 3, 20, 80);
    add(2, 1, 30, 70);
    add(3, 2, 0, 100);
    add(4, 4, 0, 10); // its own parent
    add(5, 2, 40, 50); // hangs on the cycle
    add(6, 0, 0, 10);
    assertThat(selfs()).containsExactly(20L, 30L, 40L, 10L, 10L, 10L);
    assertThat(parents()).containsExactly(2, 0, -1, -1, 1, -1);
  }

  @Test
  void timesOutOfAllBounds_leaveSelfTimesWithinDurations() {
    times.begin();
    times.add(1, 0, 1, Long.MAX_VALUE, HERE);
    times.add(2, 1, Long.MIN_VALUE, -1, THERE);
    times.add(3, 2, 1, 2, HERE);
    times.add(4, 3, 1, -1, THERE);
    times.compute();
    for (int i = 0; i < times.size(); i++) {
      assertThat(times.selfNanos(i)).isBetween(0L, (1L << 62) - 2);
    }
  }

  @Test
  void flatTraceOf100_000Spans() {
    int children = 99_999;
    times.begin();
    for (int i = children; i > 0; i--) {
      // Each overlaps half of the one before it.
      add(i + 1, 1, i, i + 2);
    }
    add(1, 0, 0, children + 10);
    times.compute();
    assertThat(times.selfNanos(children)).isEqualTo(9_000);
    assertThat(times.selfNanos(0)).isEqualTo(2_000);
    assertThat(times.parent(0)).isEqualTo(children);
    // Every other one, and the root.
    assertThat(critical()).hasSize(50_001);
  }

  @Test
  void deepTraceOf100_000Spans() {
    int spans = 100_000;
    times.begin();
    for (int i = 0; i < spans; i++) {
      add(i + 1, i, i, 3L * spans - i, i % 2 == 0 ? HERE : THERE);
    }
    assertThat(selfs()).startsWith(2L, 2L, 2L).endsWith(2L, 100_002L);
    assertThat(critical()).hasSize(spans);
    times.begin();
    add(2, 1, 10, 20);
    add(1, 0, 0, 100);
    assertThat(selfs()).containsExactly(10L, 90L);
  }

  @Test
  void cycleOf100_000Spans() {
    int spans = 100_000;
    times.begin();
    for (int i = 0; i < spans; i++) {
      add(i + 1, (i + 1) % spans + 1, spans - i, spans);
    }
    times.compute();
    assertThat(times.parent(spans - 1)).isEqualTo(-1);
    assertThat(times.parent(0)).isEqualTo(1);
    assertThat(times.selfNanos(0)).isZero();
    assertThat(times.selfNanos(1)).isEqualTo(1_000);
  }
}
