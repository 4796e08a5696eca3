package dev.toolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.sketch.UserSketch;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;

class TrailingUsersProperties {
  @Property
  void counts_areThoseOfTheDaysInTheWindow(
      @ForAll @Size(max = 40) List<@Size(max = 5) Set<@LongRange(min = 1, max = 12) Long>> days,
      @ForAll @IntRange(min = 1, max = 12) int window) {
    TrailingUsers trailing = new TrailingUsers(window);
    long[] counts =
        days.stream()
            .map(day -> UserSketch.of(day.stream().mapToLong(Long::longValue).toArray()))
            .mapToLong(trailing::next)
            .toArray();
    assertThat(counts).hasSize(days.size());
    for (int i = 0; i < days.size(); i++) {
      Set<Long> users = new HashSet<>();
      days.subList(Math.max(0, i - window + 1), i + 1).forEach(users::addAll);
      assertThat(counts[i]).isEqualTo(users.size());
    }
  }
}
