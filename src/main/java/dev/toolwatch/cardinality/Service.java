package dev.toolwatch.cardinality;

/**
 * A service that has a name of its own, from its admission until it has been idle for too long: one
 * that comes back is another object. Its state is written under the budgets' lock.
 */
public final class Service {
  private final String name;
  private int places;
  private long usedMillis;
  private volatile boolean gone;

  Service(String name, long nowMillis) {
    this.name = name;
    usedMillis = nowMillis;
  }

  public String name() {
    return name;
  }

  /** Whether it has been given up: nothing counts into it any more, and none of it is shown. */
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
