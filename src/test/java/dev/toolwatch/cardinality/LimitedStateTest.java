package dev.toolwatch.cardinality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.signal.ServiceId;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was folded goes on after a restart, whichever of the families are made first. */
class LimitedStateTest {
  private static List<String> limited(Cardinality cardinality) {
    for (MetricFamily family : cardinality.families().toCompletableFuture().join()) {
      if (family.name().equals("toolwatch_series_limited")) {
        return family.samples().stream()
            .map(CounterSample.class::cast)
            .map(one -> one.labels() + " " + one.value() + " " + one.createdMillis())
            .toList();
      }
    }
    throw new AssertionError("no family");
  }

  private static Loops folded() {
    Loops loops = new Loops(1, Cardinalities.settings(60, 2).withMaxTools(1), Loops.TOOLS);
    for (int tool = 0; tool < 5; tool++) {
      loops.count(0, Loops.tool("orders", "t" + tool), 3);
    }
    for (int service = 0; service < 4; service++) {
      ServiceId unused = loops.cardinality.services().admit(ServiceId.of("s" + service));
    }
    return loops;
  }

  @Test
  void restore_beforeAndAfterFamiliesAreMade_showsTheSame() {
    Loops before = folded();
    byte[] state = before.cardinality.save();
    assertThat(limited(before.cardinality)).anyMatch(line -> line.contains(" 12.0 "));
    before.time.advance(Duration.ofHours(1));

    Cardinality early = new Cardinality(Cardinalities.settings(60, 2), 1, before.time);
    early.restore(state);
    SeriesBudget later = early.family(Loops.TOOLS);
    assertThat(later.limited()).isEqualTo(before.budget.limited());
    assertThat(limited(early)).isEqualTo(limited(before.cardinality));

    Cardinality late = new Cardinality(Cardinalities.settings(60, 2), 1, before.time);
    SeriesBudget earlier = late.family(Loops.TOOLS);
    late.restore(state);
    assertThat(earlier.limited()).isEqualTo(before.budget.limited());
    assertThat(limited(late)).isEqualTo(limited(before.cardinality));
  }

  @Test
  void restore_unsound_changesNothing() {
    Loops loops = folded();
    byte[] state = loops.cardinality.save();
    state[2] ^= 1;
    List<String> before = limited(loops.cardinality);
    assertThatThrownBy(() -> loops.cardinality.restore(state))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(limited(loops.cardinality)).isEqualTo(before);
  }
}
