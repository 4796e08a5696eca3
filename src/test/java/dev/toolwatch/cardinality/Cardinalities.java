package dev.toolwatch.cardinality;

import java.time.Instant;
import java.time.InstantSource;

/** Makes budgets for tests of other packages. */
public final class Cardinalities {
  private Cardinalities() {}

  public static Cardinality of(int maxSeries, int maxServices) {
    return new Cardinality(
        new CardinalitySettings() {
          @Override
          public int maxSeries() {
            return maxSeries;
          }

          @Override
          public int maxServices() {
            return maxServices;
          }
        },
        InstantSource.fixed(Instant.ofEpochSecond(1_790_000_000)));
  }

  /** How many services have a name of their own. */
  public static int services(Cardinality cardinality) {
    return cardinality.services().services();
  }
}
