package dev.toolwatch;

import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Chooses between plain text and JSON for the log. A source of settings, because the log is set up
 * before anything of Toolwatch runs.
 */
public final class LogSwitch implements ConfigSourceFactory {
  /** Below application.properties (250), so that explicit settings win. */
  private static final int ORDINAL = 240;

  @Override
  public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
    ConfigValue value = context.getValue("toolwatch.log.format");
    LogFormat format =
        LogFormat.of(value == null || value.getValue() == null ? "" : value.getValue());
    Map<String, String> settings = new HashMap<>();
    boolean text = format.isText(LogFormat.standardOutput());
    settings.put("quarkus.log.console.json.enabled", Boolean.toString(!text));
    if (text) {
      settings.put("quarkus.log.console.format", "%d{HH:mm:ss} %-5p %s%e%n");
    }
    return List.of(new PropertiesConfigSource(settings, "LogSwitch", ORDINAL));
  }
}
