package dev.toolwatch.mcp;

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

  public static Recognition with(Map<String, String> settings) {
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
        Path.of("not used: the key is given"));
  }
}
