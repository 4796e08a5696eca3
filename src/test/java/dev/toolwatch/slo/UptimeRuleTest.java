package dev.toolwatch.slo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolwatch.probe.CheckedMinutes;
import dev.toolwatch.store.Range;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rule by which minutes are judged, and the incidents that they make. */
class UptimeRuleTest {
  private static final Instant START = Instant.parse("2026-10-05T10:00:00Z");
  private static final UptimeRule RULE = new UptimeRule(0.5, 0.05, 5, 2, 3, 2);

  /** A minute a word: operations/failed, or a point for none. */
  private static Timeline timeline(String minutes, int observed) {
    String[] words = minutes.split(" ", -1);
    Range range = new Range(START, START.plus(Duration.ofMinutes(words.length)));
    MinuteCounts counts = new MinuteCounts(range);
    for (int minute = 0; minute < words.length; minute++) {
      if (!words[minute].equals(".")) {
        String[] parts = words[minute].split("/", -1);
        counts.add(
            START.plus(Duration.ofMinutes(minute)),
            Long.parseLong(parts[0]),
            Long.parseLong(parts[1]));
      }
    }
    Range seen = new Range(START, START.plus(Duration.ofMinutes(observed)));
    return Timeline.of(
        RULE, range, counts, List.of(seen), List.of(), START, CheckedMinutes.none(range));
  }

  private static String states(Timeline timeline) {
    return IntStream.range(0, timeline.minutes())
        .mapToObj(minute -> timeline.state(minute).name().substring(0, 2))
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @CsvSource({
    "9/0 9/9 10/5 10/4 20/1 40/2 9/0, UP DO DO DE UP DE UP",
    // Silence is what was before it, for three minutes.
    "9/0 . . . . ., UP UP UP UP UN UN",
    "9/9 . . . . ., DO DO DO DO UN UN",
    // Few operations: those before count as well.
    "9/0 1/1 1/1 1/1 1/1 1/1, UP UP DE DE DO DO",
    // One failure says nothing.
    "1/1 . . . . 1/0, UP UP UP UP UN UP",
    ". . 9/0, UN UN UP",
  })
  void minutes_areJudged(String minutes, String states) {
    assertThat(states(timeline(minutes, 100))).isEqualTo(states);
  }

  @Test
  void silenceThatNobodyObserved_isUnknownAtOnce() {
    assertThat(states(timeline("9/0 . . 9/0 .", 2))).isEqualTo("UP UP UN UP UN");
  }

  @Test
  void incidents_joinOverShortPauses() {
    Timeline timeline = timeline("9/9 9/0 9/0 9/9 9/0 9/0 9/0 20/2 9/0", 100);
    List<Incident> incidents = Incident.of(timeline, RULE);
    assertThat(incidents)
        .extracting(one -> Duration.between(START, one.range().from()).toMinutes())
        .containsExactly(0L, 7L);
    assertThat(incidents.get(0).range().to()).isEqualTo(START.plus(Duration.ofMinutes(4)));
    assertThat(incidents.get(0).down()).isEqualTo(2);
    assertThat(incidents.get(0).operations().bad()).isEqualTo(18);
    assertThat(incidents.get(1).degraded()).isEqualTo(1);
  }

  @Test
  void ruleThatCannotBe_isRefused_withItsSetting() {
    assertThatThrownBy(() -> new UptimeRule(0.05, 0.5, 5, 2, 10, 5))
        .hasMessageContaining("toolwatch.slo.uptime.degraded-ratio");
    assertThatThrownBy(() -> new UptimeRule(0.5, 0.05, 0, 2, 10, 5))
        .hasMessageContaining("toolwatch.slo.uptime.minimum-operations");
  }
}
