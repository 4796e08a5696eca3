package dev.toolwatch.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SessionTableProperties {
  private static final long PAUSE = 100;

  private record Part(long id, SessionUse use) {}

  private static List<Part> parts(Random random, int number) {
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      long first = random.nextInt(5_000);
      long last = first + random.nextInt(150);
      parts.add(new Part(random.nextInt(4), new SessionUse(first, last, 1 + random.nextInt(9))));
    }
    return parts;
  }

  private static SessionTable table(Collection<Part> parts) {
    SessionTable table = new SessionTable();
    for (Part part : parts) {
      SessionUse use = part.use;
      table.add(part.id, use.firstMillis(), use.lastMillis(), use.operations(), PAUSE);
    }
    return table;
  }

  private static Map<Long, List<SessionUse>> byId(SessionTable table) {
    Map<Long, List<SessionUse>> byId = new HashMap<>();
    table.forEach(
        (id, first, last, operations) ->
            byId.computeIfAbsent(id, key -> new ArrayList<>())
                .add(new SessionUse(first, last, operations)));
    byId.values().forEach(uses -> uses.sort(Comparator.comparing(SessionUse::firstMillis)));
    return byId;
  }

  /** By sorting all parts of an id, and joining neighbours. */
  private static Map<Long, List<SessionUse>> joined(List<Part> parts) {
    Map<Long, List<SessionUse>> byId = new HashMap<>();
    parts.stream()
        .sorted(Comparator.comparing(part -> part.use.firstMillis()))
        .forEach(
            part -> {
              List<SessionUse> uses = byId.computeIfAbsent(part.id, key -> new ArrayList<>());
              SessionUse open = uses.isEmpty() ? null : uses.get(uses.size() - 1);
              if (open != null && part.use.firstMillis() - open.lastMillis() <= PAUSE) {
                uses.set(
                    uses.size() - 1,
                    new SessionUse(
                        open.firstMillis(),
                        Math.max(open.lastMillis(), part.use.lastMillis()),
                        open.operations() + part.use.operations()));
              } else {
                uses.add(part.use);
              }
            });
    return byId;
  }

  @Property(tries = 500)
  void add_anyOrderAndGroups_joinsWhatIsAtMostAPauseApart(
      @ForAll @IntRange(max = 120) int number,
      @ForAll @IntRange(max = 120) int cut,
      @ForAll long seed) {
    Random random = new Random(seed);
    List<Part> parts = parts(random, number);
    Map<Long, List<SessionUse>> joined = joined(parts);
    SessionTable all = table(parts);
    assertThat(byId(all)).isEqualTo(joined);
    assertThat(all.size()).isEqualTo(joined.values().stream().mapToInt(List::size).sum());
    assertThat(all.ids())
        .containsExactly(joined.keySet().stream().mapToLong(id -> id).sorted().toArray());
    Collections.shuffle(parts, random);
    int at = Math.min(cut, number);
    SessionTable one = table(parts.subList(at, number));
    SessionTable other = table(parts.subList(0, at));
    assertThat(byId(one.plus(other, PAUSE))).isEqualTo(joined);
  }

  @Property(tries = 200)
  void removeEnded_passesThemOn_andKeepsTheRest(
      @ForAll @IntRange(max = 120) int number,
      @ForAll @IntRange(max = 5_200) int before,
      @ForAll long seed) {
    List<Part> parts = parts(new Random(seed), number);
    SessionTable table = table(parts);
    SessionTable removed = new SessionTable();
    table.removeEnded(before, removed::append);
    table.forEach((id, first, last, operations) -> assertThat(last).isGreaterThanOrEqualTo(before));
    removed.forEach((id, first, last, operations) -> assertThat(last).isLessThan(before));
    // What is left is found again.
    assertThat(byId(table.plus(removed, PAUSE))).isEqualTo(joined(parts));
    table.forEach(
        (id, first, last, operations) -> {
          assertThat(table.has(id, first, last, operations)).isTrue();
          assertThat(table.has(id, first, last, operations + 1)).isFalse();
          assertThat(table.lastMillis(id)).isGreaterThanOrEqualTo(last);
        });
  }

  @Example
  void add_pauseOfExactlyThatLength_isOneSession() {
    SessionTable table = new SessionTable();
    table.add(7, 0, 10, 1, PAUSE);
    table.add(7, 10 + PAUSE, 200, 2, PAUSE);
    assertThat(byId(table)).isEqualTo(Map.of(7L, List.of(new SessionUse(0, 200, 3))));
    table.add(7, 201 + PAUSE, 400, 2, PAUSE);
    assertThat(table.size()).isEqualTo(2);
  }

  @Example
  void extend_nothingNear_addsNothing() {
    SessionTable table = new SessionTable();
    table.append(7, 0, 10, 1);
    assertThat(table.extend(8, 0, 10, 1, Long.MAX_VALUE)).isFalse();
    assertThat(table.extend(7, 11 + PAUSE, 300, 1, PAUSE)).isFalse();
    assertThat(byId(table)).isEqualTo(Map.of(7L, List.of(new SessionUse(0, 10, 1))));
  }
}
