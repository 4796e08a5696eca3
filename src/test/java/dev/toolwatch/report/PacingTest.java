package dev.toolwatch.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.errors.ErrorListener.Occasion;
import dev.toolwatch.report.Pacing.Verdict;
import dev.toolwatch.signal.ForwardTime;
import dev.toolwatch.testing.SettableTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PacingTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final int GROUPS = 100;
  private static final int PER_MINUTE = 10;

  private final SettableTime time = new SettableTime(Instant.ofEpochSecond(1_790_000_000));
  private final Pacing pacing =
      new Pacing(new Pacing.Limits(HOUR, GROUPS, PER_MINUTE), new ForwardTime(time));

  private Verdict decide(long group, Occasion occasion) {
    return decide(group, occasion, 1);
  }

  private Verdict decide(long group, Occasion occasion, long times) {
    return pacing.decide(MadeErrors.fingerprint(group), occasion, times);
  }

  private long since(long group) {
    return pacing.takeSince(MadeErrors.fingerprint(group));
  }

  @Test
  void newGroup_isSentAtOnce_andAnotherEventOfItOnlyAfterTheInterval_withTheNumberSince() {
    assertThat(decide(1, Occasion.NEW)).isEqualTo(Verdict.SEND);
    assertThat(since(1)).isEqualTo(1);
    for (int i = 0; i < 500; i++) {
      assertThat(decide(1, Occasion.ONGOING)).isEqualTo(Verdict.DEDUPLICATE);
    }
    time.advance(HOUR.minusMillis(1));
    assertThat(decide(1, Occasion.ONGOING)).isEqualTo(Verdict.DEDUPLICATE);
    time.advance(Duration.ofMillis(1));
    assertThat(decide(1, Occasion.ONGOING)).isEqualTo(Verdict.SEND);
    assertThat(since(1)).isEqualTo(502);
    assertThat(decide(1, Occasion.ONGOING)).isEqualTo(Verdict.DEDUPLICATE);
  }

  @Test
  void eventThatStandsForSeveralErrors_countsAllOfThem() {
    decide(1, Occasion.NEW);
    since(1);
    decide(1, Occasion.ONGOING, 40);
    time.advance(HOUR);
    decide(1, Occasion.ONGOING, 2);
    assertThat(since(1)).isEqualTo(42);
  }

  @Test
  void groupThatComesBack_isSentAtOnce() {
    decide(1, Occasion.NEW);
    decide(1, Occasion.ONGOING);
    assertThat(decide(1, Occasion.REGRESSED)).isEqualTo(Verdict.SEND);
    assertThat(since(1)).isEqualTo(3);
    assertThat(decide(1, Occasion.ONGOING)).isEqualTo(Verdict.DEDUPLICATE);
  }

  @Test
  void groupOfAnEarlierProcess_isSentWithItsNextError() {
    assertThat(decide(1, Occasion.ONGOING)).isEqualTo(Verdict.SEND);
    assertThat(decide(1, Occasion.ONGOING)).isEqualTo(Verdict.DEDUPLICATE);
  }

  @Test
  void groupsDoNotWaitForEachOther() {
    decide(1, Occasion.NEW);
    assertThat(decide(2, Occasion.NEW)).isEqualTo(Verdict.SEND);
    assertThat(decide(3, Occasion.ONGOING)).isEqualTo(Verdict.SEND);
  }

  @Test
  void floodOfNewGroups_isLimitedByTheMinute_andTheRestIsSentAsOngoing() {
    int sent = 0;
    for (int group = 0; group < 50; group++) {
      sent += decide(group, Occasion.NEW) == Verdict.SEND ? 1 : 0;
    }
    assertThat(sent).isEqualTo(PER_MINUTE);
    assertThat(decide(49, Occasion.NEW)).isEqualTo(Verdict.DROP);

    assertThat(decide(49, Occasion.ONGOING)).isEqualTo(Verdict.SEND);
    assertThat(since(49)).isEqualTo(3);
    for (int group = 40; group < 49; group++) {
      assertThat(decide(group, Occasion.ONGOING)).isEqualTo(Verdict.SEND);
    }
    assertThat(decide(39, Occasion.ONGOING)).isEqualTo(Verdict.DEDUPLICATE); // one too many
    time.advance(Duration.ofMinutes(1));
    assertThat(decide(39, Occasion.ONGOING)).isEqualTo(Verdict.SEND);
    assertThat(decide(1000, Occasion.NEW)).isEqualTo(Verdict.SEND);
  }

  @Test
  void moreGroupsThanTheLimit_theOneNotSeenForLongestIsForgotten() {
    for (int group = 0; group < GROUPS; group++) {
      time.advance(Duration.ofMinutes(1));
      decide(group, Occasion.NEW);
    }
    decide(0, Occasion.ONGOING);
    time.advance(Duration.ofMinutes(1));
    decide(5000, Occasion.NEW); // now group 1 has to go
    assertThat(pacing.size()).isEqualTo(GROUPS);
    assertThat(since(0)).isEqualTo(2); // remembered
    assertThat(since(1)).isZero();
  }

  @Test
  void aMillionGroups_areNoMoreThanTheLimit() {
    for (int group = 0; group < 1_000_000; group++) {
      decide(group, Occasion.NEW);
    }
    assertThat(pacing.size()).isEqualTo(GROUPS);
  }

  @Test
  void clockThatIsSetBack_doesNotSilenceAGroup() {
    decide(1, Occasion.NEW);
    time.jump(Duration.ofDays(-30));
    time.advance(HOUR);
    assertThat(decide(1, Occasion.ONGOING)).isEqualTo(Verdict.SEND);
  }
}
