package dev.toolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class PageProperties {
  private static final Period PERIOD =
      new Period(Instant.parse("2026-03-01T00:00:00Z"), Instant.parse("2026-03-02T00:00:00Z"));

  /** However many have the same rank. */
  @Property
  void pages_areTheWholeListing(
      @ForAll @Size(max = 40) List<@IntRange(max = 3) Integer> ranks,
      @ForAll @IntRange(min = 1, max = 9) int limit) {
    List<Position> rows =
        IntStream.range(0, ranks.size())
            .mapToObj(i -> new Position(ranks.get(i), "row " + i, ""))
            .toList();
    List<Position> paged = new ArrayList<>();
    Optional<Position> after = Optional.empty();
    do {
      Page<Position> page = Page.of(rows, Function.identity(), after, limit);
      assertThat(page.rows()).hasSizeLessThanOrEqualTo(limit);
      paged.addAll(page.rows());
      after = page.last();
    } while (after.isPresent());
    assertThat(paged).containsExactlyElementsOf(rows.stream().sorted().toList());
  }

  /** Rows that come in later, wherever they stand, neither repeat nor skip those that were there. */
  @Property
  void rowsThatComeInBetween_moveNothing(
      @ForAll @Size(min = 2, max = 20) List<@IntRange(max = 9) Integer> ranks,
      @ForAll @IntRange(max = 9) int late) {
    List<Position> rows =
        IntStream.range(0, ranks.size())
            .mapToObj(i -> new Position(ranks.get(i), "row " + i, ""))
            .toList();
    Page<Position> first = Page.of(rows, Function.identity(), Optional.empty(), 1);
    List<Position> more = new ArrayList<>(rows);
    more.add(new Position(late, "late", ""));
    Page<Position> rest = Page.of(more, Function.identity(), first.last(), 100);
    List<Position> seen = new ArrayList<>(first.rows());
    seen.addAll(rest.rows());
    seen.removeIf(row -> row.name().equals("late"));
    assertThat(seen).containsExactlyElementsOf(rows.stream().sorted().toList());
  }

  @Property
  void cursor_comesBackAsItWas(
      @ForAll int query,
      @ForAll @DoubleRange(min = -1e18, max = 1e18) double rank,
      @ForAll String name,
      @ForAll String detail) {
    Cursor cursor = new Cursor(query, PERIOD, new Position(rank, name, detail));
    assertThat(cursor.encoded()).matches("[A-Za-z0-9_-]+");
    // A lone half of a surrogate pair is no text in UTF-8: no name has one.
    if (java.nio.charset.StandardCharsets.UTF_8.newEncoder().canEncode(name + detail)) {
      assertThat(Cursor.of(cursor.encoded())).isEqualTo(cursor);
    }
  }

  @Property
  void cursor_madeUp_isRefused(@ForAll String text) {
    assertThatThrownBy(() -> Cursor.of(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Example
  void cursor_ofNoPeriod_isRefused() {
    String text =
        java.util.Base64.getUrlEncoder()
            .encodeToString(
                "[1,5,5,1.0,\"a\",\"\"]".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThatThrownBy(() -> Cursor.of(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
