package dev.toolwatch.cardinality;

import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Divides the series of one family. Some are reserved for what folds, so that there is always room
 * for it. Part of the rest is guaranteed to the existing services in equal shares. What is left is
 * common and goes to whoever comes first. Written under the family's lock. Any thread may call
 * {@link #verdict}; the result is then only a hint.
 *
 * <p>The guaranteed part is divided into more shares than there are services: the next power of
 * two, at least eight. A new service therefore finds its share free.
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
   * @param limit maximum series of the family
   * @param maxServices maximum number of services with names, including the one for all others
   * @param guaranteedPart guaranteed part of what is not reserved, 0 to 1
   */
  Shares(Family family, int limit, int maxServices, double guaranteedPart) {
    this.limit = limit;
    this.maxServices = maxServices;
    seriesPerName = family.seriesPerName();
    reserve = Math.multiplyExact(family.reservePerService(), maxServices);
    if (reserve > limit) {
      throw new IllegalArgumentException(
          "toolwatch.cardinality.max-series must be at least %d: %s needs that for %d services"
              .formatted(reserve, family.name(), maxServices - 1));
    }
    if (!(guaranteedPart >= 0 && guaranteedPart <= 1)) {
      throw new IllegalArgumentException(
          "toolwatch.cardinality.guaranteed must be from 0 to 1, but is " + guaranteedPart);
    }
    guaranteed = (int) (forNames() * guaranteedPart);
    divide(1);
  }

  int limit() {
    return limit;
  }

  /** Series reserved for what folds. */
  int reserve() {
    return reserve;
  }

  /** Series that are not reserved. */
  private int forNames() {
    return limit - reserve;
  }

  /** Series in use by names. */
  int named() {
    return named.get();
  }

  /** Series that each service can have, whatever the others do. */
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

  /** Divides again if the number of services requires it. */
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
    // At least one name. With too many services for such shares, the family's limit decides.
    share = guaranteed == 0 ? 0 : Math.max(seriesPerName, guaranteed / slots);
    return true;
  }
}
