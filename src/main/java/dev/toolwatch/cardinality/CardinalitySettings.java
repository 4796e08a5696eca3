package dev.toolwatch.cardinality;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.OptionalInt;

/** Limits on the number of series. */
@ConfigMapping(prefix = "toolwatch.cardinality")
interface CardinalitySettings {
  /**
   * Maximum series of one metric family, including those reserved for {@code __other__}. If this is
   * not set, {@link HeapLimits} has it.
   */
  OptionalInt maxSeries();

  /**
   * Maximum number of services with their own name. Further ones count as {@code __other__}. If
   * this is not set, {@link HeapLimits} has it.
   */
  OptionalInt maxServices();

  /** Maximum number of tools of one service with their own name, in one family. */
  @WithDefault("500")
  int maxTools();

  /** The same for dependencies. */
  @WithDefault("100")
  int maxDependencies();

  /** The same for error types. */
  @WithDefault("100")
  int maxErrorTypes();

  /** Part of a family's series that is divided among services, 0 to 1. The rest is common. */
  @WithDefault("0.5")
  double guaranteed();

  /** Time after which unused series and services are removed; 0 for never. */
  @WithDefault("24h")
  Duration idleTimeout();

  /**
   * A lower {@link #maxSeries} to try: nothing folds because of it, but what would fold is counted.
   */
  OptionalInt dryRunMaxSeries();
}
