package dev.toolwatch.cardinality;

/** A folded name that may deserve a place. Guarded by the family's lock. */
final class Candidate {
  /** Weight of the last interval in the smoothed level. */
  private static final double WEIGHT = 1 / 8.0;

  /** Below this level a name is forgotten. It is reached by three occurrences in half an hour. */
  private static final double FAINT = 0.01;

  private final SeriesKey key;
  private long offered;
  private double level;
  private int intervals;
  private int wins;
  private boolean chosen;

  Candidate(SeriesKey key) {
    this.key = key;
  }

  SeriesKey key() {
    return key;
  }

  void offer(long times) {
    offered += times;
  }

  /** Ends an interval between two decisions. */
  void fade() {
    level += (offered - level) * WEIGHT;
    if (offered > 0) {
      intervals++;
    }
    offered = 0;
  }

  boolean isFaint() {
    return level < FAINT;
  }

  /** Occurrences between two decisions, smoothed. */
  double level() {
    return level;
  }

  /**
   * Records whether the name would win a place. Returns in how many consecutive decisions it would
   * have.
   */
  int wins(boolean wins) {
    this.wins = wins ? this.wins + 1 : 0;
    return Math.min(this.wins, intervals);
  }

  /** Whether a named one has already been demoted to make room for this name. */
  boolean isChosen() {
    return chosen;
  }

  void choose() {
    chosen = true;
  }
}
