package dev.toolwatch.cardinality;

import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How one family's series are divided. Some are kept free for what folds, so that this always has a
 * place; of the rest a part is guaranteed, in equal shares, to the services there are, and what is
 * left is common: first come, first served. Written under the family's lock; {@link #verdict} may be
 * asked by any thread, whose answer is a hint then.
 *
 * <p>So that a new service finds its share free, the guaranteed part is divided among more than there
 * are: the next power of two, eight at least.
 */
final class Shares {
  private static final int FEWEST_SLOTS = 8;

  private final int limit;
  private final int reserve;
  private final int seriesPerName;
  private final int maxServices;
  private final int guaranteed;
  private int slots;
  private volatile int share;
  private final AtomicInteger named = new AtomicInteger();
  private final AtomicInteger common = new AtomicInteger();

  /**
   * @param limit series in all
   * @param maxServices that may have names, the one for all others included
   * @param guaranteedPart of what is not kept for folding, 0 to 1
   */
  Shares(Family family, int limit, int maxServices, double guaranteedPart) {
    this.limit = limit;
    this.maxServices = maxServices;
    seriesPerName = family.seriesPerName();
    reserve = Math.multiplyExact(family.reservePerService(), maxServices);
    if (reserve > limit) {
      throw new IllegalArgumentException(
          "toolwatch.cardinality.max-series must be at least %d, which %s needs for %d services"
              .formatted(reserve, family.name(), maxServices - 1));
    }
    if (!(guaranteedPart >= 0 && guaranteedPart <= 1)) {
      throw new IllegalArgumentException(
          "toolwatch.cardinality.guaranteed must be 0 to 1: " + guaranteedPart);
    }
    guaranteed = (int) (forNames() * guaranteedPart);
    divide(1);
  }

  int limit() {
    return limit;
  }

  /** Series kept free for what folds. */
  int reserve() {
    return reserve;
  }

  /** Series for names. */
  private int forNames() {
    return limit - reserve;
  }

  /** Series that names have taken. */
  int named() {
    return named.get();
  }

  /** Series that every service may have whatever the others do. */
  int share() {
    return share;
  }

  Verdict verdict(BudgetUse use, SeriesKey key) {
    if (!use.names().hasRoomFor(key.tool())) {
      return Verdict.NAME_LIMIT;
    }
    if (!use.details().hasRoomFor(key.detail())) {
      return Verdict.DETAIL_LIMIT;
    }
    if (named.get() + seriesPerName > forNames()) {
      return Verdict.FAMILY_LIMIT;
    }
    int more = beyondShare(use.named() + seriesPerName) - beyondShare(use.named());
    return more > 0 && common.get() + more > forNames() - guaranteed
        ? Verdict.SERVICE_SHARE
        : Verdict.ROOM;
  }

  boolean isWithinShare(BudgetUse use) {
    return use.named() + seriesPerName <= share;
  }

  boolean isBeyondShare(BudgetUse use) {
    return use.named() > share;
  }

  private int beyondShare(int series) {
    return Math.max(0, series - share);
  }

  void take(BudgetUse use, SeriesKey key) {
    common.addAndGet(-beyondShare(use.named()));
    use.take(key, seriesPerName);
    named.addAndGet(seriesPerName);
    common.addAndGet(beyondShare(use.named()));
  }

  void giveBack(BudgetUse use, SeriesKey key) {
    common.addAndGet(-beyondShare(use.named()));
    use.giveBack(key, seriesPerName);
    named.addAndGet(-seriesPerName);
    common.addAndGet(beyondShare(use.named()));
  }

  /** Divides anew where the number of services asks for it. */
  void divideAmong(Collection<BudgetUse> services) {
    if (divide(services.size())) {
      common.set(services.stream().mapToInt(use -> beyondShare(use.named())).sum());
    }
  }

  private boolean divide(int services) {
    int wanted = FEWEST_SLOTS;
    while (wanted < services) {
      wanted *= 2;
    }
    wanted = Math.min(wanted, maxServices);
    if (wanted == slots) {
      return false;
    }
    slots = wanted;
    // Not below one name: with too many services for shares, it is the family's limit that counts.
    share = guaranteed == 0 ? 0 : Math.max(seriesPerName, guaranteed / slots);
    return true;
  }
}
