package dev.toolwatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.ServiceLoader;
import org.flywaydb.core.extensibility.Plugin;
import org.junit.jupiter.api.Test;

/** An update of Flyway may bring plugins that the native executable has to know. */
class FlywayPluginsTest {
  @Test
  void allPlugins_areNamed() {
    assertThat(FlywayPlugins.class.getAnnotation(RegisterForReflection.class).classNames())
        .containsAll(
            ServiceLoader.load(Plugin.class).stream()
                .map(plugin -> plugin.type().getName())
                .toList());
  }
}
