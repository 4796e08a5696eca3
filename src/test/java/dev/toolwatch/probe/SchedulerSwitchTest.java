package dev.toolwatch.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.ConfigSourceFactory;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import java.util.ServiceLoader;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.junit.jupiter.api.Test;

class SchedulerSwitchTest {
  @Test
  void noProbe_startsNoScheduler() {
    assertThat(mode(properties("toolwatch.store.path"))).isEqualTo("normal");
    assertThat(mode(new EnvConfigSource(Map.of("TOOLWATCH_PROBES", "here"), 300)))
        .isEqualTo("normal");
  }

  @Test
  void aProbe_startsIt_whereverItIsSet() {
    assertThat(mode(properties("toolwatch.probes.orders.kind"))).isEqualTo("forced");
    assertThat(mode(properties("toolwatch.probes.\"or.ders\".url"))).isEqualTo("forced");
    assertThat(mode(new EnvConfigSource(Map.of("TOOLWATCH_PROBES_ORDERS_KIND", "http"), 300)))
        .isEqualTo("forced");
  }

  @Test
  void switch_isRegistered() {
    assertThat(ServiceLoader.load(ConfigSourceFactory.class))
        .hasAtLeastOneElementOfType(SchedulerSwitch.class);
  }

  private static ConfigSource properties(String name) {
    return new PropertiesConfigSource(Map.of(name, "any"), "environment", 300);
  }

  private static String mode(ConfigSource source) {
    return new SmallRyeConfigBuilder()
        .addDefaultInterceptors()
        .withSources(source)
        .withSources(new SchedulerSwitch())
        .build()
        .getValue("quarkus.scheduler.start-mode", String.class);
  }
}
