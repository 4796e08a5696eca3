package dev.toolwatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaAnnotation;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappingInterface.Property;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** docs/reference/settings.md against the code: every setting, its variable and its default. */
class SettingsTableTest {
  private static final String OURS = "toolwatch.";
  private static final String NOT_SET = "not set";

  /** Settings of Quarkus that the table has because everyone wants to set them. */
  private static final List<String> QUARKUS =
      List.of("quarkus.http.port", "quarkus.management.port");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new DoNotIncludeTests())
          .importPackages(ArchitectureTest.ROOT);

  @Test
  void table_hasTheSettingsOfTheCode_withTheirDefaults() throws IOException {
    Map<String, String> documented = new TreeMap<>();
    for (List<String> row : DocumentedPage.SETTINGS.table("setting")) {
      assertThat(documented.put(DocumentedPage.plain(row.get(0)), DocumentedPage.plain(row.get(2))))
          .as("setting twice: " + row.get(0))
          .isNull();
    }
    assertThat(documented).containsExactlyInAnyOrderEntriesOf(settings());
  }

  @Test
  void table_hasTheVariables() {
    assertThat(DocumentedPage.SETTINGS.table("setting"))
        .allSatisfy(
            row ->
                assertThat(DocumentedPage.plain(row.get(1)))
                    .isEqualTo(variable(DocumentedPage.plain(row.get(0)))));
  }

  @Test
  void names_areKebabCase() throws IOException {
    assertThat(settings().keySet()).allMatch(name -> name.matches("[a-z.-]+|.*\\.\\*.*"));
  }

  /** MicroProfile Config, "Environment Variables Mapping Rules"; the star of a map stays. */
  private static String variable(String setting) {
    return setting.replaceAll("[^a-zA-Z0-9*]", "_").toUpperCase(Locale.ROOT);
  }

  /** What the code knows, with the values they have where nobody sets anything. */
  private static Map<String, String> settings() throws IOException {
    Map<String, String> defaults = declared();
    SmallRyeConfig shipped =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .withProfile("prod")
            .withSources(new PropertiesConfigSource(applicationProperties(), 250))
            .withDefaultValues(withoutEmpty(defaults))
            .build();
    Map<String, String> settings = new TreeMap<>();
    Stream.concat(defaults.keySet().stream(), QUARKUS.stream())
        .forEach(name -> settings.put(name, shown(shipped.getConfigValue(name))));
    return settings;
  }

  private static Map<String, String> withoutEmpty(Map<String, String> defaults) {
    return defaults.entrySet().stream()
        .filter(setting -> !setting.getValue().isEmpty())
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private static String shown(ConfigValue value) {
    return value.getValue() == null || value.getValue().isEmpty() ? NOT_SET : value.getValue();
  }

  private static URL applicationProperties() throws IOException {
    return Path.of("src/main/resources/application.properties").toUri().toURL();
  }

  /** Names and defaults, empty where there is none: a star stands for the key of a map. */
  private static Map<String, String> declared() {
    Map<String, String> declared = new HashMap<>();
    CLASSES.stream()
        .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
        .map(type -> ConfigMappings.getProperties(ConfigClass.configClass(type.reflect())))
        .forEach(
            properties ->
                properties.forEach((name, property) -> declared.put(name, byDefault(property))));
    injected()
        .forEach(
            setting ->
                assertThat(byDefault(setting))
                    .as("the defaults of " + setting.name())
                    .isIn(
                        "", declared.computeIfAbsent(setting.name(), name -> byDefault(setting))));
    // A list can be given one by one as well, which needs no row of its own.
    declared.keySet().removeIf(name -> name.endsWith("[*]"));
    return declared;
  }

  private static String byDefault(Property property) {
    return property.hasDefaultValue() ? property.getDefaultValue() : "";
  }

  private static String byDefault(ConfigProperty setting) {
    boolean none = setting.defaultValue().equals(ConfigProperty.UNCONFIGURED_VALUE);
    return none ? "" : setting.defaultValue();
  }

  /** The settings of ours that are injected one by one. */
  private static Stream<ConfigProperty> injected() {
    Stream<JavaAnnotation<?>> ofParameters =
        CLASSES.stream()
            .flatMap(type -> type.getCodeUnits().stream())
            .map(JavaCodeUnit::getParameterAnnotations)
            .flatMap(List::stream)
            .flatMap(
                annotations ->
                    annotations.stream().map(annotation -> (JavaAnnotation<?>) annotation));
    Stream<JavaAnnotation<?>> ofFields =
        CLASSES.stream()
            .flatMap(type -> type.getFields().stream())
            .map(JavaField::getAnnotations)
            .flatMap(
                annotations ->
                    annotations.stream().map(annotation -> (JavaAnnotation<?>) annotation));
    return Stream.concat(ofParameters, ofFields)
        .filter(annotation -> annotation.getRawType().isEquivalentTo(ConfigProperty.class))
        .map(annotation -> annotation.as(ConfigProperty.class))
        .filter(setting -> setting.name().startsWith(OURS));
  }
}
