package dev.toolwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import dev.toolwatch.usage.UsageSettings;
import io.quarkus.runtime.QuarkusBindException;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.BindException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class StartFailureTest {
  private static final SettingNames NAMES = SettingNames.of(DocumentedPage.SETTINGS.text());
  private static final Map<String, Integer> PORTS =
      Map.of("quarkus.http.port", 8080, "quarkus.management.port", 9464);
  private static final List<Class<?>> MAPPINGS =
      new ClassFileImporter()
          .withImportOption(new DoNotIncludeTests()).importPackages(ArchitectureTest.ROOT).stream()
              .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
              .<Class<?>>map(JavaClass::reflect)
              .toList();
  private static final String BEGINNING = "Toolwatch does not start: ";

  private static StartFailure of(Throwable failure) {
    return StartFailure.of(failure, NAMES, PORTS);
  }

  /** All mappings of the code with the one value, as at a start. */
  private static Throwable refused(String setting, String value) {
    SmallRyeConfigBuilder config =
        new SmallRyeConfigBuilder().addDefaultInterceptors().addDiscoveredConverters();
    MAPPINGS.forEach(config::withMapping);
    Map<String, String> given = new HashMap<>(Map.of(setting, value));
    if (setting.startsWith("toolwatch.forward.targets.swift.")) {
      given.putIfAbsent("toolwatch.forward.targets.swift.endpoint", "http://swift:4317");
    }
    if (setting.startsWith("toolwatch.probes.swift.")) {
      given.putIfAbsent("toolwatch.probes.swift.kind", "tcp");
    }
    if (setting.startsWith("toolwatch.slo.objectives.swift.")) {
      given.putIfAbsent("toolwatch.slo.objectives.swift.target", "99");
    }
    config.withSources(new PropertiesConfigSource(given, "test", 500));
    return catchThrowable(config::build);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "toolwatch.otlp.event-loops | many | a whole number of at most 2147483647",
        "toolwatch.otlp.event-loops | 99999999999 | a whole number of at most 2147483647",
        "toolwatch.usage.max-user-memory | much | a whole number",
        "toolwatch.otlp.max-request-size | 64 of them | a size such as 512K or 64M",
        "toolwatch.otlp.request-timeout | soon | a duration such as 500ms, 30s, 5m, 24h or 7d",
        "toolwatch.mcp.source | guesses | one of auto, metrics, spans",
        "toolwatch.mcp.sources.orders | guesses | one of auto, metrics, spans",
        "toolwatch.auth.enabled | perhaps | true or false",
        "toolwatch.console.enabled | perhaps | true or false",
        "toolwatch.console.session | long | a duration such as 500ms, 30s, 5m, 24h or 7d",
        "toolwatch.demo.enabled | flase | true or false",
        "toolwatch.slo.default-objectives | nope | true or false",
        "toolwatch.usage.time-zone | Europe/Berlinn | a time zone such as Europe/Berlin or UTC",
        "toolwatch.usage.time-zone | Mars Olympus | a time zone such as Europe/Berlin or UTC",
        "toolwatch.slo.objectives.swift.target | most | a number such as 0.5",
        "toolwatch.slo.objectives.swift.threshold | quick | a duration such as 500ms, 30s, 5m, 24h or 7d",
        "toolwatch.demo.grpc-endpoint | a b | a URL such as http://localhost:4317",
        "toolwatch.tracing.endpoint | a b | a URL such as http://localhost:4317",
        "toolwatch.log.format | loud | one of auto, json, text",
        "toolwatch.tls.client-auth | polite | one of none, request, required",
        "toolwatch.cardinality.dry-run-max-series | few | a whole number of at most 2147483647",
      })
  void badValue_isOneLineWithSettingValueAndWhatIsAllowed(
      String setting, String value, String allowed) {
    assertThat(of(refused(setting, value)))
        .isEqualTo(
            new StartFailure(
                2,
                List.of(
                    "%s%s (%s) is \"%s\", but must be %s"
                        .formatted(
                            BEGINNING, setting, SettingNames.variable(setting), value, allowed))));
  }

  static Stream<String> settingsWithAType() {
    return DocumentedPage.SETTINGS.table("setting").stream()
        .filter(row -> DocumentedPage.plain(row.get(2)).matches("\\d.*|true|false"))
        .map(row -> DocumentedPage.plain(row.get(0)))
        .filter(setting -> setting.startsWith("toolwatch."))
        .filter(setting -> !setting.equals("toolwatch.host")) // a text to the configuration
        .filter(setting -> !setting.endsWith(".window")) // checked with the objectives
        .map(setting -> setting.replace("*", "swift"));
  }

  @ParameterizedTest
  @MethodSource("settingsWithAType")
  void anySettingThatIsNotText_nonsense_isOneLine(String setting) {
    StartFailure why = of(refused(setting, "\"nonsense\"\nof two lines"));
    assertThat(why.exitCode()).isEqualTo(2);
    assertThat(why.lines())
        .singleElement()
        .asString()
        .startsWith(BEGINNING + setting + " (" + SettingNames.variable(setting) + ") is \"")
        .contains("nonsense", ", but must be ")
        .doesNotContain("\n", "Exception", "SRCFG", "valid: ");
  }

  @Test
  void severalBadValues_areALineEach() {
    SmallRyeConfigBuilder config =
        new SmallRyeConfigBuilder()
            .addDiscoveredConverters()
            .withMapping(UsageSettings.class)
            .withDefaultValue("toolwatch.usage.time-zone", "Mars")
            .withDefaultValue("toolwatch.usage.max-rows", "x".repeat(10_000));
    List<String> lines = of(catchThrowable(config::build)).lines();
    assertThat(lines).hasSize(2).allMatch(line -> line.startsWith(BEGINNING));
    assertThat(lines).allMatch(line -> line.length() < 300);
  }

  @Test
  void misspeltProperty_isNamedWithTheNearest() {
    assertThat(of(refused("toolwatch.store.flush-intervall", "5s")).lines())
        .containsExactly(
            BEGINNING
                + "toolwatch.store.flush-intervall is not a setting and has no effect."
                + " Did you mean toolwatch.store.flush-interval?");
  }

  @Test
  void secretOfTheWrongForm_isNotShown() {
    Throwable failure =
        new IllegalArgumentException(
            "SRCFG00039: The config property toolwatch.auth.tokens.ci.token with the config value"
                + " \"sesame\" threw an Exception whilst being converted java.lang.Exception: no");
    assertThat(of(failure).lines())
        .singleElement()
        .asString()
        .contains("toolwatch.auth.tokens.ci.token")
        .doesNotContain("sesame");
  }

  @Test
  void checkOfAStage_isItsMessage() {
    Throwable cause = new IllegalArgumentException("toolwatch.cardinality.max-series must be …");
    assertThat(of(new IllegalStateException("Failed to create a bean", cause)))
        .isEqualTo(
            new StartFailure(2, List.of(BEGINNING + "toolwatch.cardinality.max-series must be …")));
    Throwable noKey = new IllegalArgumentException("toolwatch.users.counting-key is set, but …");
    assertThat(of(new IllegalStateException("Failed to create a bean", noKey)))
        .isEqualTo(
            new StartFailure(2, List.of(BEGINNING + "toolwatch.users.counting-key is set, but …")));
    assertThat(of(new RuntimeException(new ConfigurationException(BEGINNING + "no tokens"))))
        .isEqualTo(new StartFailure(2, List.of(BEGINNING + "no tokens")));
  }

  @Test
  void busyPortOfQuarkus_namesPortSettingAndReason() {
    Throwable busy =
        new QuarkusBindException("127.0.0.1", 9464, new BindException("Address already in use"));
    assertThat(of(new RuntimeException("Unable to start HTTP server", busy)))
        .isEqualTo(
            new StartFailure(
                1,
                List.of(
                    BEGINNING
                        + "cannot listen on 127.0.0.1:9464 (toolwatch.host,"
                        + " quarkus.management.port): Address already in use")));
  }

  @Test
  void busyManagementPort_isToldLikewise() {
    Throwable busy =
        new IllegalStateException(
            "Unable to start the management interface on 127.0.0.1:9464",
            new BindException("Address already in use"));
    assertThat(of(new RuntimeException("Unable to start HTTP server", busy)).lines())
        .containsExactly(
            BEGINNING
                + "cannot listen on 127.0.0.1:9464 (toolwatch.host, quarkus.management.port):"
                + " Address already in use");
  }

  @Test
  void busyPortOfOtlp_isNoMistakeOfTheConfiguration() {
    assertThat(of(new ConfigurationException("toolwatch.host: busy", new IOException("busy"))))
        .isEqualTo(new StartFailure(1, List.of(BEGINNING + "toolwatch.host: busy")));
  }

  @Test
  void faultOfOurs_hasNoLines() {
    assertThat(of(new NullPointerException())).isEqualTo(new StartFailure(1, List.of()));
    assertThat(of(new IllegalArgumentException("a bug"))).isEqualTo(new StartFailure(1, List.of()));
  }
}
