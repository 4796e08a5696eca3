package dev.toolwatch.store;

import java.time.Duration;
import java.util.Objects;

/**
 * What one query may take, and how many run at once. A query is short until it has run for {@code
 * shortTime}. Then it is long, and has to wait until fewer than {@code longAtOnce} others are.
 *
 * @param firstAtOnce reads at once that go before all queries
 * @param shortAtOnce short queries at once
 * @param longAtOnce long queries at once
 * @param waiting long queries that may wait at once; each keeps its connection and its sums
 * @param patience how long a query waits for others
 * @param shortTime how long a query is short
 * @param longTime how long a query may read, not counting the time it waits
 * @param cells the maximum number of points in time times series
 */
record QueryLimits(
    int firstAtOnce,
    int shortAtOnce,
    int longAtOnce,
    int waiting,
    Duration patience,
    Duration shortTime,
    Duration longTime,
    long cells) {
  /** With these, queries take at most some 100 MB of memory together, and far less as measured. */
  public static final QueryLimits DEFAULT =
      new QueryLimits(
          2,
          4,
          2,
          4,
          Duration.ofSeconds(10),
          Duration.ofMillis(500),
          Duration.ofSeconds(30),
          200_000);

  public QueryLimits {
    Objects.requireNonNull(patience, "patience");
    Objects.requireNonNull(shortTime, "shortTime");
    Objects.requireNonNull(longTime, "longTime");
    if (firstAtOnce < 1 || shortAtOnce < 1 || longAtOnce < 1 || waiting < 0 || cells < 1) {
      throw new IllegalArgumentException("every query needs a connection and a cell");
    }
  }
}
