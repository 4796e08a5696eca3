package dev.toolwatch.cardinality;

/**
 * One name's place in a family's budget, shared by all event loops: from admission until it is gone,
 * after which the same name gets another place. See the package's description for its life. Written
 * under the family's lock; {@link #isGone} may be read by any thread.
 */
public final class Place {
  private enum State {
    /** Loops count into it. */
    ACTIVE,
    /** Another name is to have its place: loops stop counting into it, and it is still shown. */
    DEMOTED,
    /** Nobody has used it for long: goes unless a loop does after all. */
    IDLE,
    GONE
  }

  /** Of a name's use, what is left after a decision; by a half in 22 of them. */
  private static final double FADING = 31 / 32.0;

  private final SeriesKey key;
  private final Service service;
  private final boolean reserved;
  private final long hash;
  private volatile State state = State.ACTIVE;

  /** Loops that count into it. */
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

  /** Whether it has been given up for good: nothing counts into it any more, and it is not shown. */
  public boolean isGone() {
    return state == State.GONE;
  }

  boolean isActive() {
    return state == State.ACTIVE;
  }

  boolean isDemoted() {
    return state == State.DEMOTED;
  }

  /** Whether it is one of those that are kept for what folds. */
  boolean isReserved() {
    return reserved;
  }

  long hash() {
    return hash;
  }

  /** How often it is used between two decisions: what it was at its height, slowly forgotten. */
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

  /** Another loop counts into it; what was idle is so no more. */
  void hold(long nowMillis) {
    holders++;
    usedMillis = nowMillis;
    state = State.ACTIVE;
  }

  /**
   * A loop tells how often it has counted into it since it last told.
   *
   * @return whether the loop may go on; if not, it has let go of it
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
   * Whether nobody counts into it any more, and a demoted one has been shown unchanged for long
   * enough.
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
