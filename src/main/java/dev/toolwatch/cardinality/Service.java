package dev.toolwatch.cardinality;

/**
 * A service that has its own name, from its admission until it has been idle too long. If it
 * returns, it is a new object. Its state is written under the budgets' lock.
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
