package dev.toolwatch.probe;

import dev.toolwatch.tenant.Tenants;
import io.smallrye.config.ConfigSourceContext;
import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.PropertiesConfigSource;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.eclipse.microprofile.config.spi.ConfigSource;

/**
 * Starts Quarkus' scheduler only if there are probes. A source of settings, because a scheduler that is
 * started wakes up every second, whether or not it has jobs, and has no other switch.
 */
public final class SchedulerSwitch implements ConfigSourceFactory {
  /** Above system properties (400): without a scheduler no probe would run. */
  private static final int ORDINAL = 500;

  private static final String PROBES = "toolwatch.probes.";
  private static final String OF_TENANT = ".probes.";

  @Override
  public Iterable<ConfigSource> getConfigSources(ConfigSourceContext context) {
    String mode = "normal"; // none is started, as there are no methods with a schedule
    for (Iterator<String> names = context.iterateNames(); names.hasNext(); ) {
      if (isOfProbe(names.next())) {
        mode = "forced";
      }
    }
    return List.of(
        new PropertiesConfigSource(
            Map.of("quarkus.scheduler.start-mode", mode), "SchedulerSwitch", ORDINAL));
  }

  /** Also as a variable of the environment: {@code TOOLWATCH_PROBES_TICKETS_KIND}. */
  private static boolean isOfProbe(String name) {
    String property = name.toLowerCase(Locale.ROOT).replace('_', '.');
    return property.startsWith(PROBES)
        || property.startsWith(Tenants.SETTINGS) && property.contains(OF_TENANT);
  }
}
