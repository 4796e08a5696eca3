package dev.toolwatch.cardinality;

import dev.toolwatch.signal.ServiceId;

/**
 * A service that has its own name, from its admission until it has been idle too long. If it
 * returns, it is a new object. Its state is written under the budgets' lock.
 */
public final class Service {
  private final ServiceId id;
  private int places;
  private long usedMillis;
  private volatile boolean gone;

  Service(ServiceId id, long nowMillis) {
    this.id = id;
    usedMillis = nowMillis;
  }

  public ServiceId id() {
    return id;
  }

  /** Whether it is given up: nothing counts into it any more, and none of it is shown. */
  public boolean isGone() {
    return gone;
  }

  void used(long nowMillis) {
    usedMillis = nowMillis;
  }

  void placeTaken() {
    places++;
  }

  void placeGivenBack() {
    places--;
  }

  boolean isIdleSince(long millis) {
    return places == 0 && usedMillis <= millis;
  }

  void giveUp() {
    gone = true;
  }
}
