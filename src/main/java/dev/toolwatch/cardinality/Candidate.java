package dev.toolwatch.cardinality;

/** A name that folds and may be worth a place. Guarded by the family's lock. */
final class Candidate {
  /** How much of the last interval stands for the whole. */
  private static final double WEIGHT = 1 / 8.0;

  /** Below that a name is forgotten: three occurrences in half an hour. */
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

  /** An interval between two decisions is over. */
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

  /** How often it occurs between two decisions, smoothed. */
  double level() {
    return level;
  }

  /** Tells whether it would win a place, and in how many decisions running it would have. */
  int wins(boolean wins) {
    this.wins = wins ? this.wins + 1 : 0;
    return Math.min(this.wins, intervals);
  }

  /** Whether a name has been demoted for it already. */
  boolean isChosen() {
    return chosen;
  }

  void choose() {
    chosen = true;
  }
}
