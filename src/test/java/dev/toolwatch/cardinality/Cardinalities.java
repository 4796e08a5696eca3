package dev.toolwatch.cardinality;

import dev.toolwatch.signal.ServiceId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalInt;

/** Makes budgets for tests of other packages. */
public final class Cardinalities {
  private static final InstantSource FIXED =
      InstantSource.fixed(Instant.ofEpochSecond(1_790_000_000));

  private Cardinalities() {}

  /** Of the default settings but for these. */
  public static Cardinality of(int maxSeries, int maxServices) {
    return of(maxSeries, maxServices, FIXED);
  }

  public static Cardinality of(int maxSeries, int maxServices, InstantSource clock) {
    return new Cardinality(settings(maxSeries, maxServices), 1, clock);
  }

  static Settings settings(int maxSeries, int maxServices) {
    return new Settings(
        OptionalInt.of(maxSeries),
        OptionalInt.of(maxServices),
        500,
        100,
        100,
        0.5,
        Duration.ofHours(24),
        OptionalInt.empty());
  }

  /** Some place of a service's, in no budget. */
  public static Place place(String service) {
    SeriesKey key = new SeriesKey(ServiceId.of(service), "tools/call", "find", "");
    return new Place(key, new Service(ServiceId.of(service), 0), false, 0, 0);
  }

  /** How many services have a name of their own. */
  public static int services(Cardinality cardinality) {
    return cardinality.services().services();
  }

  /** Settings as a record. */
  record Settings(
      OptionalInt maxSeries,
      OptionalInt maxServices,
      int maxTools,
      int maxDependencies,
      int maxErrorTypes,
      double guaranteed,
      Duration idleTimeout,
      OptionalInt dryRunMaxSeries)
      implements CardinalitySettings {
    Settings withMaxTools(int tools) {
      return new Settings(
          maxSeries,
          maxServices,
          tools,
          maxDependencies,
          maxErrorTypes,
          guaranteed,
          idleTimeout,
          dryRunMaxSeries);
    }

    Settings withMaxErrorTypes(int types) {
      return new Settings(
          maxSeries,
          maxServices,
          maxTools,
          maxDependencies,
          types,
          guaranteed,
          idleTimeout,
          dryRunMaxSeries);
    }

    Settings withGuaranteed(double part) {
      return new Settings(
          maxSeries,
          maxServices,
          maxTools,
          maxDependencies,
          maxErrorTypes,
          part,
          idleTimeout,
          dryRunMaxSeries);
    }

    Settings withIdleTimeout(Duration timeout) {
      return new Settings(
          maxSeries,
          maxServices,
          maxTools,
          maxDependencies,
          maxErrorTypes,
          guaranteed,
          timeout,
          dryRunMaxSeries);
    }

    Settings withDryRun(int series) {
      return new Settings(
          maxSeries,
          maxServices,
          maxTools,
          maxDependencies,
          maxErrorTypes,
          guaranteed,
          idleTimeout,
          OptionalInt.of(series));
    }
  }
}
