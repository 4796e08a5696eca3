package dev.toolwatch.mcp;

import dev.toolwatch.cardinality.Cardinalities;
import dev.toolwatch.cardinality.Cardinality;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.nio.file.Path;
import java.util.Map;

/** Makes recognitions with the default settings, or others. */
public final class Recognitions {
  private Recognitions() {}

  public static Recognition withDefaults() {
    return with(Map.of());
  }

  /** Of a process whose other stages have the same budgets. */
  public static Recognition withDefaults(Cardinality cardinality) {
    return with(Map.of(), cardinality);
  }

  public static Recognition with(Map<String, String> settings) {
    return with(settings, Cardinalities.of(10_000, 500));
  }

  /** With other settings, of a process whose other stages have the same budgets. */
  public static Recognition with(Map<String, String> settings, Cardinality cardinality) {
    SmallRyeConfigBuilder builder =
        new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(McpSettings.class)
            .withMapping(UserSettings.class)
            .withDefaultValue("toolwatch.users.key", "a key for tests, of no use");
    settings.forEach(builder::withDefaultValue);
    SmallRyeConfig config = builder.build();
    return new Recognition(
        config.getConfigMapping(McpSettings.class),
        config.getConfigMapping(UserSettings.class),
        new UserKeys(
            config.getConfigMapping(UserSettings.class), Path.of("not used: the key is given")),
        cardinality);
  }
}
