package dev.toolwatch.cardinality;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Names that are used most get a place, slowly. */
class ReallocationTest {
  /** Of 36 series for names, twelve names. */
  private final Loops loops =
      new Loops(2, Cardinalities.settings(60, 3).withGuaranteed(0), Loops.TOOLS);

  private static final int NAMES = 12;
  private static final int GRACE_ROUNDS =
      (int) (SeriesBudget.GRACE_MILLIS / SeriesBudget.DECISION_MILLIS);

  private void fill() {
    for (int i = 0; i < NAMES; i++) {
      loops.count(i % 2, Loops.tool("orders", "first" + i));
    }
  }

  private static SeriesKey late() {
    return Loops.tool("orders", "late");
  }

  private boolean isNamed(SeriesKey key) {
    return loops.counts().containsKey(key);
  }

  @Test
  void frequentName_amongUnusedOnes_getsAPlaceAfterTheGrace() {
    fill();
    for (int i = 0; i < 5; i++) {
      loops.count(i % 2, late(), 20);
      loops.rounds(1);
    }
    assertThat(isNamed(late())).isFalse();
    // One was let go of, and is still shown.
    assertThat(loops.counts()).hasSize(NAMES + 1);
    for (int i = 0; i < GRACE_ROUNDS + 2; i++) {
      loops.count(i % 2, late(), 20);
      loops.rounds(1);
    }
    loops.count(0, late());
    assertThat(isNamed(late())).isTrue();
    assertThat(loops.counts()).hasSize(NAMES + 1);
    assertThat(loops.budget.series()).isLessThanOrEqualTo(60);
  }

  @Test
  void demotedName_duringTheGrace_isShownUnchangedAndCountsAsOther() {
    fill();
    for (int i = 0; i < 10; i++) {
      loops.count(i % 2, late(), 20);
      loops.rounds(1);
    }
    var shown = loops.counts();
    for (int i = 0; i < NAMES; i++) {
      loops.count(i % 2, Loops.tool("orders", "first" + i));
    }
    var after = loops.counts();
    assertThat(after.keySet()).isEqualTo(shown.keySet());
    long unchanged =
        shown.entrySet().stream()
            .filter(one -> after.get(one.getKey()).equals(one.getValue()))
            .count();
    assertThat(unchanged).isEqualTo(1);
    assertThat(after.get(Loops.tool("orders", Family.OTHER)))
        .isEqualTo(shown.get(Loops.tool("orders", Family.OTHER)) + 1);
  }

  @Test
  void frequentName_beforeItIsFrequentForLong_getsNone() {
    fill();
    loops.count(0, late(), 1000);
    loops.rounds(GRACE_ROUNDS + 10);
    loops.count(0, late());
    assertThat(isNamed(late())).isFalse();
  }

  @Test
  void namesOfAboutTheSameUse_keepTheirPlaces() {
    for (int round = 0; round < 200; round++) {
      for (int i = 0; i < NAMES; i++) {
        loops.count(i % 2, Loops.tool("orders", "first" + i), 10);
      }
      loops.count(round % 2, late(), 15);
      loops.rounds(1);
    }
    assertThat(isNamed(late())).isFalse();
    assertThat(loops.count(Loops.tool("orders", "first0"))).isEqualTo(2000);
  }

  /** One name is popular for a minute, then another, in turn, for an hour. */
  @Test
  void popularityThatAlternates_doesNotFlap() {
    fill();
    SeriesKey one = Loops.tool("orders", "first0");
    for (int minute = 0; minute < 60; minute++) {
      for (int round = 0; round < 6; round++) {
        for (int i = 1; i < NAMES; i++) {
          loops.count(i % 2, Loops.tool("orders", "first" + i), 40);
        }
        loops.count(round % 2, minute % 2 == 0 ? one : late(), 40);
        loops.rounds(1);
      }
    }
    assertThat(loops.count(one)).isEqualTo(1 + 30 * 6 * 40);
    assertThat(isNamed(late())).isFalse();
  }

  @Test
  void namesSeenOnce_howeverMany_takeNoPlaces() {
    fill();
    int next = 0;
    for (int round = 0; round < 100; round++) {
      for (int i = 0; i < 5000; i++) {
        loops.count(i % 2, Loops.tool("orders", "attack" + next++));
      }
      for (int i = 0; i < NAMES; i++) {
        loops.count(i % 2, Loops.tool("orders", "first" + i));
      }
      loops.rounds(1);
    }
    for (int i = 0; i < NAMES; i++) {
      assertThat(loops.count(Loops.tool("orders", "first" + i))).isEqualTo(101);
    }
    assertThat(loops.counts()).hasSize(NAMES + 1);
  }

  @Test
  void frequentName_amidNamesSeenOnce_isFound() {
    fill();
    int next = 0;
    for (int round = 0; round < GRACE_ROUNDS + 20; round++) {
      for (int i = 0; i < 5000; i++) {
        loops.count(i % 2, Loops.tool("orders", "attack" + next++));
        if (i % 25 == 0) {
          loops.count(0, late());
        }
      }
      loops.rounds(1);
    }
    assertThat(isNamed(late())).isTrue();
  }

  /** All is divided into eight shares, all in use: a ninth service makes them halves. */
  @Test
  void serviceWithinItsShare_takesPlacesOfThoseBeyondHoweverUsed() {
    Loops shared = new Loops(1, Cardinalities.settings(200, 19).withGuaranteed(1), Loops.ERRORS);
    SeriesKey ninth = Loops.error("ninth", "find", "timeout");
    for (int round = 0; round < GRACE_ROUNDS + 10; round++) {
      for (int service = 0; service < 8; service++) {
        for (int tool = 0; tool < 20; tool++) {
          shared.count(0, Loops.error("s" + service, "tool" + tool, "timeout"), 9);
        }
      }
      shared.count(0, ninth);
      shared.rounds(1);
    }
    assertThat(shared.counts()).containsKey(ninth);
    // One place was enough, and no service lost what is its share.
    assertThat(shared.budget.report(20).share()).isEqualTo(10);
    assertThat(shared.budget.report(20).services())
        .filteredOn(service -> !service.service().equals("ninth"))
        .allMatch(service -> service.used() >= 19);
  }

  /** The label's limit is in the way: only a tool of the same service can make room. */
  @Test
  void frequentTool_beyondTheNumberOfTools_replacesOneOfItsService() {
    Loops labels = new Loops(1, Cardinalities.settings(1000, 3).withMaxTools(2), Loops.TOOLS);
    labels.count(0, Loops.tool("orders", "a"));
    labels.count(0, Loops.tool("orders", "b"));
    labels.count(0, Loops.tool("stock", "c"));
    for (int i = 0; i < GRACE_ROUNDS + 10; i++) {
      labels.count(0, Loops.tool("orders", "b"), 20);
      labels.count(0, late(), 20);
      labels.rounds(1);
    }
    assertThat(labels.counts().keySet())
        .contains(late(), Loops.tool("orders", "b"), Loops.tool("stock", "c"))
        .doesNotContain(Loops.tool("orders", "a"));
  }

  @Test
  void demotedName_thatComesBackFrequent_isANewSeries() {
    fill();
    SeriesKey first = Loops.tool("orders", "first0");
    long created = loops.shown().get(first).createdMillis();
    // All the others are in use, so that this one has to go.
    for (int i = 0; i < GRACE_ROUNDS + 20; i++) {
      for (int other = 1; other < NAMES; other++) {
        loops.count(other % 2, Loops.tool("orders", "first" + other), 5);
      }
      loops.count(1, late(), 20);
      loops.rounds(1);
    }
    assertThat(isNamed(first)).isFalse();
    loops.time.advance(Duration.ofHours(1));
    for (int i = 0; i < 200; i++) {
      for (int other = 1; other < NAMES; other++) {
        loops.count(other % 2, Loops.tool("orders", "first" + other), 5);
      }
      loops.count(0, first, 20);
      loops.rounds(1);
    }
    assertThat(loops.shown().get(first).createdMillis()).isGreaterThan(created);
  }
}
