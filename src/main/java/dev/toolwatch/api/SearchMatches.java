package dev.toolwatch.api;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The best matches of a search. Texts that begin with what is searched come before those that only
 * have it, and case does not matter. Keeps at most as many of each kind as are wanted in all. Not
 * thread-safe.
 */
final class SearchMatches {
  /** What can be found, in the order of the answer. */
  enum Kind {
    SERVICE,
    TOOL,
    ERROR,
    TRACE,
    PROBE;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private static final int NONE = 3;

  /**
   * A match.
   *
   * @param rank 0 for the whole text, 1 for its beginning, 2 for a part
   * @param order where it is among those of the same kind and rank, the least first
   */
  private record Match(int rank, Kind kind, long order, SearchRow row) {
    private String name() {
      return row.name() == null ? "" : row.name();
    }
  }

  private static final Comparator<Match> BEST =
      Comparator.comparingInt(Match::rank)
          .thenComparing(Match::kind)
          .thenComparingLong(Match::order)
          .thenComparing(Match::name)
          .thenComparing(match -> String.valueOf(match.row().service()));

  private final String searched;
  private final int limit;
  private final Map<Kind, PriorityQueue<Match>> found = new EnumMap<>(Kind.class);

  /**
   * Searches.
   *
   * @param limit the maximum number of matches
   */
  SearchMatches(String searched, int limit) {
    this.searched = searched.toLowerCase(Locale.ROOT);
    this.limit = limit;
    for (Kind kind : Kind.values()) {
      found.put(kind, new PriorityQueue<>(BEST.reversed()));
    }
  }

  /** Adds a row if one of its texts has what is searched. */
  void offer(Kind kind, long order, SearchRow row, String... texts) {
    int rank = NONE;
    for (String text : texts) {
      rank = Math.min(rank, rank(text));
    }
    if (rank < NONE) {
      add(new Match(rank, kind, order, row));
    }
  }

  private int rank(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    if (lower.startsWith(searched)) {
      return lower.length() == searched.length() ? 0 : 1;
    }
    return lower.contains(searched) ? 2 : NONE;
  }

  private void add(Match match) {
    PriorityQueue<Match> worstFirst = found.get(match.kind());
    worstFirst.add(match);
    if (worstFirst.size() > limit) {
      worstFirst.remove();
    }
  }

  /** The best: of each kind there is room for an equal share, and the rest is for whatever is better. */
  List<SearchRow> best() {
    int share = Math.max(1, limit / Kind.values().length);
    List<Match> first = new ArrayList<>();
    List<Match> rest = new ArrayList<>();
    for (PriorityQueue<Match> ofKind : found.values()) {
      List<Match> sorted = ofKind.stream().sorted(BEST).toList();
      int inShare = Math.min(share, sorted.size());
      first.addAll(sorted.subList(0, inShare));
      rest.addAll(sorted.subList(inShare, sorted.size()));
    }
    first.sort(BEST);
    rest.sort(BEST);
    List<Match> best = new ArrayList<>(first.subList(0, Math.min(limit, first.size())));
    best.addAll(rest.subList(0, Math.min(limit - best.size(), rest.size())));
    return best.stream().sorted(BEST).map(Match::row).toList();
  }
}
