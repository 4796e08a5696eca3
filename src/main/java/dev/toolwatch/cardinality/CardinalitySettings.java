package dev.toolwatch.cardinality;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How many series Toolwatch makes at most. */
@ConfigMapping(prefix = "toolwatch.cardinality")
interface CardinalitySettings {
  /** Series of one metric family before tools and error types fold into {@code __other__}. */
  @WithDefault("10000")
  int maxSeries();

  /** Services with a name of their own before new ones count as {@code __other__}. */
  @WithDefault("1000")
  int maxServices();
}
