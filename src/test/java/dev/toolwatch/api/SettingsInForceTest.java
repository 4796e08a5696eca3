package dev.toolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The settings that the API shows, and the secrets that it does not. */
class SettingsInForceTest {
  /** The values of these are never shown. A new setting is shown, an address, or in here. */
  private static final Set<String> SECRET =
      Set.of(
          "toolwatch.auth.tokens.*.hash",
          "toolwatch.auth.tokens.*.token",
          "toolwatch.demo.token",
          "toolwatch.errors.redacted-patterns",
          "toolwatch.forward.targets.*.headers.*",
          "toolwatch.probes.*.body",
          "toolwatch.probes.*.call.arguments",
          "toolwatch.probes.*.expect.body",
          "toolwatch.probes.*.expect.headers.*",
          "toolwatch.probes.*.expect.value",
          "toolwatch.probes.*.headers.*",
          "toolwatch.probes.*.token",
          "toolwatch.probes.*.user",
          "toolwatch.rollbar.token",
          "toolwatch.sentry.dsn",
          "toolwatch.kafka.bootstrap-servers",
          "toolwatch.kafka.password",
          "toolwatch.kafka.user",
          "toolwatch.store.password",
          "toolwatch.store.username",
          "toolwatch.users.counting-key",
          "toolwatch.users.key");

  private static final String PLANTED = "planted-";

  private final String page = read(Path.of("docs/reference/settings.md"));
  private final SettingsInForce settings = new SettingsInForce(page);

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SmallRyeConfig config(Map<String, String> values, int ordinal) {
    return new SmallRyeConfigBuilder()
        .withSources(new PropertiesConfigSource(values, "some source", ordinal))
        .build();
  }

  private List<SettingRow> rows(Map<String, String> values) {
    return settings.rows(config(values, 300));
  }

  private SettingRow row(String name, String value) {
    return rows(Map.of(name, value)).stream()
        .filter(row -> row.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private List<String> documented() {
    return Pattern.compile("(?m)^\\| `([a-z]+\\.[^`]+)` \\|")
        .matcher(page)
        .results()
        .map(row -> row.group(1))
        .toList();
  }

  @Test
  void everySetting_isShown_orAnAddress_orASecret() {
    assertThat(documented())
        .hasSizeGreaterThan(150)
        .allSatisfy(
            name ->
                assertThat(
                        List.of(
                            ShownSettings.PLAIN.contains(name),
                            ShownSettings.ADDRESSES.contains(name),
                            SECRET.contains(name)))
                    .as(name)
                    .containsOnlyOnce(true));
    assertThat(ShownSettings.PLAIN)
        .noneMatch(name -> name.matches(".*\\b(token|password|key|hash|headers|dsn)\\b(?!-).*"));
  }

  /** In secrets anything, in addresses wherever a secret can be. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s",
        "https://%s@host.example/path",
        "https://me:%s@host.example/path",
        "https://host.example/path?access=%s",
        "https://host.example/path#%s",
        "https://host.example/path;v=%s",
        "https://host.example/hooks/%s",
        "jdbc:postgresql://host/database?password=%s",
      })
  void secretsInEverySetting_areNotInTheAnswer(String form) throws JsonProcessingException {
    Map<String, String> planted = new TreeMap<>();
    for (String name : documented()) {
      if (!ShownSettings.PLAIN.contains(name)) {
        planted.put(
            name.replace("*", "orders"),
            form.formatted(PLANTED + "in-the-place-of-" + name.length()));
      }
    }
    List<SettingRow> rows = rows(planted);
    assertThat(rows).extracting(SettingRow::name).containsAll(planted.keySet());
    assertThat(new ObjectMapper().writeValueAsString(rows)).doesNotContain(PLANTED);
    assertThat(rows)
        .filteredOn(row -> planted.containsKey(row.name()))
        .allMatch(SettingRow::secret)
        .allMatch(row -> row.source().equals("environment"));
  }

  /** A name may be chosen so that it looks like another setting's. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "toolwatch.probes.orders.headers.service",
        "toolwatch.probes.orders.headers.expect.status",
        "toolwatch.forward.targets.backend.headers.timeout",
        "toolwatch.probes.a.headers.b.kind",
      })
  void headerThatIsNamedLikeAnotherSetting_isASecret(String name) {
    assertThat(row(name, PLANTED).value()).isNull();
    assertThat(row(name, PLANTED).secret()).isTrue();
  }

  @Test
  void whatIsNoSetting_isNotThere() {
    assertThat(
            rows(
                Map.of(
                    "AWS_SECRET_ACCESS_KEY", PLANTED,
                    "TOOLWATCH_TOKEN", PLANTED,
                    "toolwatch.otlp.tokens", PLANTED,
                    "toolwatch.secret", PLANTED,
                    "quarkus.datasource.password", PLANTED)))
        .noneMatch(row -> PLANTED.equals(row.value()))
        .extracting(SettingRow::name)
        .doesNotContain("TOOLWATCH_TOKEN", "toolwatch.secret", "toolwatch.otlp.tokens")
        .isSubsetOf(documented());
  }

  @ParameterizedTest
  @CsvSource({
    "toolwatch.probes.orders.url, https://orders.example:8443/health",
    "toolwatch.probes.cache.url, redis://127.0.0.1:6379",
    "toolwatch.store.url, jdbc:postgresql://db.example:5432/toolwatch",
    "toolwatch.forward.targets.backend.endpoint, http://jaeger:4317",
    "toolwatch.mcp.sources.\"acme/orders\", metrics",
    "toolwatch.slo.objectives.swift.target, 99.5",
    "toolwatch.host, 0.0.0.0",
  })
  void otherValues_areShown(String name, String value) {
    assertThat(row(name, value).value()).isEqualTo(value);
    assertThat(row(name, value).secret()).isFalse();
  }

  @Test
  void list_givenOneByOne_isShownWhole() {
    assertThat(
            rows(
                    Map.of(
                        "toolwatch.auth.tokens.sender.roles[0]", "ingest",
                        "toolwatch.auth.tokens.sender.roles[1]", "scrape"))
                .stream()
                .filter(row -> row.name().startsWith("toolwatch.auth.tokens.")))
        .singleElement()
        .isEqualTo(
            new SettingRow(
                "toolwatch.auth.tokens.sender.roles", "ingest,scrape", null, "environment", false));
  }

  @ParameterizedTest
  @CsvSource({"100, default", "250, default", "260, file", "300, environment", "400, system"})
  void source_isWhereTheValueComesFrom(int ordinal, String source) {
    assertThat(settings.rows(config(Map.of("toolwatch.host", "::1"), ordinal)))
        .filteredOn(row -> row.name().equals("toolwatch.host"))
        .containsExactly(new SettingRow("toolwatch.host", "::1", "127.0.0.1", source, false));
  }

  @Test
  void settingsThatNobodySet_haveTheirDefaults_andNamesOfMapsAreNotThere() {
    List<SettingRow> rows = rows(Map.of());
    assertThat(rows)
        .extracting(SettingRow::name)
        .isEqualTo(documented().stream().filter(name -> !name.contains("*")).toList());
    assertThat(rows).extracting(SettingRow::source).containsOnly("default");
    assertThat(rows).contains(new SettingRow("toolwatch.sentry.dsn", null, null, "default", true));
  }

  @Test
  void everyExample_isThere() throws IOException {
    Properties examples = new Properties();
    try (Reader file =
        Files.newBufferedReader(Path.of("src/test/resources/every-setting.properties"))) {
      examples.load(file);
    }
    Map<String, String> values = new TreeMap<>();
    examples.stringPropertyNames().stream()
        .filter(name -> !name.startsWith("quarkus.tls."))
        .forEach(name -> values.put(name, examples.getProperty(name)));
    List<SettingRow> rows = rows(values);
    assertThat(rows)
        .extracting(SettingRow::name)
        .containsAll(values.keySet())
        .doesNotHaveDuplicates();
    assertThat(rows)
        .filteredOn(row -> values.containsKey(row.name()) && !row.secret())
        .hasSizeGreaterThan(100)
        .allMatch(row -> values.get(row.name()).equals(row.value()));
  }
}
