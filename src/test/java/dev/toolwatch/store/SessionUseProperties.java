package dev.toolwatch.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SessionUseProperties {
  private static final long PAUSE = 100;

  private static List<SessionUse> parts(Random random, int number) {
    List<SessionUse> parts = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      long first = random.nextInt(5_000);
      parts.add(new SessionUse(first, first + random.nextInt(150), 1 + random.nextInt(9)));
    }
    return parts;
  }

  @Property(tries = 500)
  void joined_anyOrderAndGroups_isTheSame(
      @ForAll @IntRange(max = 60) int number,
      @ForAll @IntRange(max = 60) int cut,
      @ForAll long seed) {
    Random random = new Random(seed);
    List<SessionUse> parts = parts(random, number);
    List<SessionUse> all = SessionUse.joined(parts, PAUSE);
    Collections.shuffle(parts, random);
    int at = Math.min(cut, number);
    List<SessionUse> groups = new ArrayList<>(SessionUse.joined(parts.subList(at, number), PAUSE));
    groups.addAll(SessionUse.joined(parts.subList(0, at), PAUSE));
    assertThat(SessionUse.joined(groups, PAUSE)).isEqualTo(all);
  }

  @Property(tries = 500)
  void joined_losesNothing_andLeavesLongPausesOnly(
      @ForAll @IntRange(max = 60) int number, @ForAll long seed) {
    List<SessionUse> parts = parts(new Random(seed), number);
    List<SessionUse> sessions = SessionUse.joined(parts, PAUSE);
    assertThat(sessions.stream().mapToLong(SessionUse::operations).sum())
        .isEqualTo(parts.stream().mapToLong(SessionUse::operations).sum());
    for (int i = 1; i < sessions.size(); i++) {
      assertThat(sessions.get(i).firstMillis() - sessions.get(i - 1).lastMillis())
          .isGreaterThan(PAUSE);
    }
    assertThat(parts)
        .allMatch(
            part ->
                sessions.stream()
                    .anyMatch(
                        session ->
                            session.firstMillis() <= part.firstMillis()
                                && part.lastMillis() <= session.lastMillis()));
  }

  @Example
  void joined_pauseOfExactlyThatLength_isOneSession() {
    SessionUse before = new SessionUse(0, 10, 1);
    assertThat(SessionUse.joined(List.of(before, new SessionUse(10 + PAUSE, 200, 2)), PAUSE))
        .containsExactly(new SessionUse(0, 200, 3));
    assertThat(SessionUse.joined(List.of(before, new SessionUse(11 + PAUSE, 200, 2)), PAUSE))
        .hasSize(2);
  }
}
