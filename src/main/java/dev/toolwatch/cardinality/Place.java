package dev.toolwatch.cardinality;

/**
 * The place of one name in a family's budget, shared by all event loops. It exists from admission
 * until it is gone; after that, the same name gets a new place. The package description explains
 * its life cycle. Written under the family's lock; any thread may call {@link #isGone}.
 */
public final class Place {
  private enum State {
    /** Loops count into it. */
    ACTIVE,
    /** Another name will get its room. Loops stop counting into it, and it is still shown. */
    DEMOTED,
    /** Unused for the idle timeout. It will be gone, unless a loop has used it after all. */
    IDLE,
    GONE
  }

  /** Part of the rate that is left after a decision: half of it after 22 decisions. */
  private static final double FADING = 31 / 32.0;

  private final SeriesKey key;
  private final Service service;
  private final boolean reserved;
  private final long hash;
  private volatile State state = State.ACTIVE;

  /** Number of loops that count into it. */
  private int holders;

  private long uses;
  private double rate;
  private long usedMillis;
  private long releasedMillis;
  private boolean overTrial;

  Place(SeriesKey key, Service service, boolean reserved, long hash, long nowMillis) {
    this.key = key;
    this.service = service;
    this.reserved = reserved;
    this.hash = hash;
    usedMillis = nowMillis;
  }

  public SeriesKey key() {
    return key;
  }

  public Service service() {
    return service;
  }

  /** Whether it is given up for good: nothing counts into it any more, and it is not shown. */
  public boolean isGone() {
    return state == State.GONE;
  }

  boolean isActive() {
    return state == State.ACTIVE;
  }

  boolean isDemoted() {
    return state == State.DEMOTED;
  }

  /** Whether it uses the room reserved for what folds. */
  boolean isReserved() {
    return reserved;
  }

  long hash() {
    return hash;
  }

  /** Uses between two decisions: the peak, which slowly decays. */
  double rate() {
    return rate;
  }

  void rate(double start) {
    rate = start;
  }

  boolean isOverTrial() {
    return overTrial;
  }

  void overTrial(boolean over) {
    overTrial = over;
  }

  /** Adds a loop that counts into it. An idle place becomes active again. */
  void hold(long nowMillis) {
    holders++;
    usedMillis = nowMillis;
    state = State.ACTIVE;
  }

  /**
   * Reports how often a loop has counted into it since its last report.
   *
   * @return whether the loop may continue; if not, it no longer holds the place
   */
  boolean report(long times, long nowMillis) {
    uses += times;
    if (times > 0) {
      usedMillis = nowMillis;
      service.used(nowMillis);
      if (state == State.IDLE) {
        state = State.ACTIVE;
      }
    }
    if (state == State.ACTIVE) {
      return true;
    }
    holders--;
    releasedMillis = nowMillis;
    return false;
  }

  void fade() {
    rate = Math.max((double) uses, rate * FADING);
    uses = 0;
  }

  boolean isUnusedSince(long millis) {
    return state == State.ACTIVE && usedMillis <= millis;
  }

  void idle() {
    state = State.IDLE;
  }

  void demote(long nowMillis) {
    state = State.DEMOTED;
    releasedMillis = nowMillis;
  }

  /**
   * Whether no loop counts into it any more and, if it is demoted, it has been shown unchanged for
   * the grace time.
   */
  boolean mayGo(long graceMillis, long nowMillis) {
    return switch (state) {
      case ACTIVE, GONE -> false;
      case IDLE -> holders == 0;
      case DEMOTED -> holders == 0 && nowMillis - releasedMillis >= graceMillis;
    };
  }

  void go() {
    state = State.GONE;
    service.placeGivenBack();
  }
}
