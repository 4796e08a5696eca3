package dev.toolwatch.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Which buckets answer for ranges: of the widest tiers that lie within and are up to date. Each
 * bucket belongs to the range that its start lies in.
 *
 * @param runs of consecutive buckets of one tier, in ascending order
 */
record Cover(List<Run> runs) {
  /**
   * Consecutive buckets.
   *
   * @param tier of all
   * @param from the first one's start
   * @param to the last one's end
   */
  record Run(Tier tier, long from, long to) {}

  /**
   * Finds them.
   *
   * @param tiers that there are, in ascending order, the minutes among them
   * @param dirty buckets by tier that are not to be used
   */
  static Cover of(
      List<Range> slices,
      List<Tier> tiers,
      Calendar calendar,
      Horizons horizons,
      List<Set<Long>> dirty) {
    List<Run> runs = new ArrayList<>();
    for (Range slice : slices) {
      long minute = slice.fromMinute();
      long to = slice.toMinute();
      while (minute < to) {
        if (minute < horizons.days()) {
          minute = Math.min(to, horizons.days());
          continue;
        }
        Tier finest = horizons.finest(minute);
        if (!tiers.contains(finest)) {
          finest = Tier.DAY;
        }
        long start = calendar.start(finest, minute);
        if (start < minute) {
          minute = calendar.end(finest, start);
          continue;
        }
        Tier tier = widest(tiers, finest, minute, to, calendar, horizons, dirty);
        long end = calendar.end(tier, minute);
        add(runs, new Run(tier, minute, end));
        minute = end;
      }
    }
    return new Cover(runs);
  }

  private static Tier widest(
      List<Tier> tiers,
      Tier finest,
      long minute,
      long to,
      Calendar calendar,
      Horizons horizons,
      List<Set<Long>> dirty) {
    for (int i = tiers.size() - 1; i >= 0; i--) {
      Tier tier = tiers.get(i);
      if (tier.ordinal() <= finest.ordinal()) {
        return finest;
      }
      if (calendar.start(tier, minute) == minute
          && calendar.end(tier, minute) <= to
          && minute >= horizons.of(tier)
          && !dirty.get(tier.ordinal()).contains(minute)) {
        return tier;
      }
    }
    return finest;
  }

  private static void add(List<Run> runs, Run next) {
    int last = runs.size() - 1;
    if (last >= 0 && runs.get(last).tier == next.tier && runs.get(last).to == next.from) {
      runs.set(last, new Run(next.tier, runs.get(last).from, next.to));
    } else {
      runs.add(next);
    }
  }
}
