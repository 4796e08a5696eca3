package dev.toolwatch.cardinality;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.OptionalInt;

/** How many series Toolwatch makes at most. */
@ConfigMapping(prefix = "toolwatch.cardinality")
interface CardinalitySettings {
  /** Series of one metric family, those that are kept for {@code __other__} among them. */
  @WithDefault("10000")
  int maxSeries();

  /** Services with a name of their own before new ones count as {@code __other__}. */
  @WithDefault("500")
  int maxServices();

  /** Tools of one service with a name of their own, in one family. */
  @WithDefault("500")
  int maxTools();

  /** The same of dependencies. */
  @WithDefault("100")
  int maxDependencies();

  /** The same of error types. */
  @WithDefault("100")
  int maxErrorTypes();

  /** The part of a family's series that is divided among services; the rest is common. */
  @WithDefault("0.5")
  double guaranteed();

  /** Time after which series and services that nobody uses go; 0 for never. */
  @WithDefault("24h")
  Duration idleTimeout();

  /** A lower {@link #maxSeries} that is tried: nothing folds because of it, but is reported. */
  OptionalInt dryRunMaxSeries();
}
