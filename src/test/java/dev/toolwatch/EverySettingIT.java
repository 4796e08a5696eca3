package dev.toolwatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolwatch.testing.FreePort;
import dev.toolwatch.testing.PackagedToolwatch;
import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The packaged application with every documented setting set, each to something else than its
 * default: what converts a setting's type has to be in the executable. Those of TLS are set by {@code
 * StartIT}, which has certificates, and those of PostgreSQL by {@code StorageIT}, which has a server.
 */
@Timeout(120)
class EverySettingIT {
  private static final Path EXAMPLES = Path.of("src/test/resources/every-setting.properties");

  private static final String TOKEN = "sesame-of-a-file-0123456789";

  /** Settings whose values nobody is told. */
  private static final List<String> SECRETS =
      List.of(
          "toolwatch.auth.tokens.chief.hash",
          "toolwatch.auth.tokens.customer.token",
          "toolwatch.auth.tokens.sender.token",
          "toolwatch.demo.token",
          "toolwatch.probes.orders.token",
          "toolwatch.rollbar.token",
          "toolwatch.sentry.dsn",
          "toolwatch.users.counting-key",
          "toolwatch.users.key");

  @TempDir Path directory;

  @Test
  void everySettingOfTheTable_isSetHere() throws IOException {
    Set<String> examples = examples().stringPropertyNames();
    assertThat(
            DocumentedPage.SETTINGS.table("setting").stream()
                .map(row -> DocumentedPage.plain(row.get(0))))
        .filteredOn(setting -> !setting.startsWith("toolwatch.tls."))
        .filteredOn(
            setting ->
                !setting.matches("toolwatch.(store.(url|username|password)|kafka.password-file)"))
        .filteredOn(
            setting -> !setting.equals("quarkus.management.port")) // always set, to a free one
        .isNotEmpty()
        .allMatch(setting -> examples.stream().anyMatch(named(setting)));
  }

  @Test
  void allAtOnce_itStarts_andListens() throws IOException {
    List<String> settings = settings();
    try (PackagedToolwatch packaged = PackagedToolwatch.start(settings.toArray(String[]::new))) {
      assertThat(packaged.output())
          .doesNotContain("Unrecognized configuration key", "\"level\":\"ERROR\"");
      assertThat(packaged.toolwatch().health("started").getString("status")).isEqualTo("UP");
    }
  }

  @Test
  void settingsOfTheApi_areAllOfThem_withoutTheSecrets() throws Exception {
    List<String> settings = settings();
    try (PackagedToolwatch packaged = PackagedToolwatch.start(settings.toArray(String[]::new))) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://" + packaged.apiAddress() + "/api/v1/settings"))
              .header("Authorization", "Bearer " + TOKEN)
              .build();
      HttpResponse<String> answer =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(settings)
          .map(setting -> setting.substring(0, setting.indexOf('=')))
          .filteredOn(name -> !name.startsWith("quarkus.tls."))
          .allSatisfy(name -> assertThat(answer.body()).contains("\"name\":\"" + name + "\""));
      for (String secret : SECRETS) {
        String value = examples().getProperty(secret);
        assertThat(value).as(secret).isNotEmpty();
        assertThat(answer.body()).as(secret).doesNotContain("\"" + value + "\"");
      }
      assertThat(answer.body()).doesNotContain(TOKEN);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "toolwatch.otlp.event-loops, many",
    "toolwatch.otlp.max-request-size, 64 of them",
    "toolwatch.otlp.request-timeout, soon",
    "toolwatch.mcp.source, guesses",
    "toolwatch.cardinality.max-series, 0",
    "toolwatch.auth.enabled, perhaps",
    "toolwatch.demo.rate, -1",
    "toolwatch.tls.client-auth, polite",
    "toolwatch.slo.objectives.swift.target, 100",
    "toolwatch.slo.objectives.swift.target, 0",
    "toolwatch.slo.objectives.swift.window, fortnight",
    "toolwatch.slo.objectives.swift.time-zone, Mars/Olympus",
    "toolwatch.slo.time-zone, Mars",
    "toolwatch.usage.time-zone, Europe/Berlinn",
    "toolwatch.slo.uptime.down-ratio, 2",
    "toolwatch.forward.spool, 1M",
    "toolwatch.journal.max-size, 1K",
    "toolwatch.probes.orders.kind, gopher",
    "toolwatch.probes.orders.interval, 1s",
    "toolwatch.probes.tools.call.arguments, find",
    "toolwatch.sentry.dsn, https://key@sentry.example/shop",
  })
  void valueThatIsNone_itDoesNotStart_andNamesTheSetting(String setting, String value)
      throws Exception {
    List<String> settings = settings();
    settings.removeIf(one -> one.startsWith(setting + "="));
    settings.add(setting + "=" + value);
    try (PackagedToolwatch packaged = PackagedToolwatch.launch(settings.toArray(String[]::new))) {
      assertThat(packaged.awaitExit()).isEqualTo(2);
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(packaged.output()).contains(setting));
      assertThat(packaged.output().lines())
          .filteredOn(line -> !line.startsWith("{"))
          .singleElement()
          .asString()
          .startsWith("Toolwatch does not start: " + setting);
    }
  }

  private List<String> settings() throws IOException {
    Path tokens = directory.resolve("tokens");
    Files.writeString(tokens, "reader read " + TOKEN + "\n");
    List<String> settings = new ArrayList<>();
    Properties examples = examples();
    for (String name : new TreeSet<>(examples.stringPropertyNames())) {
      String value =
          switch (examples.getProperty(name)) {
            case "(a free port)" -> Integer.toString(FreePort.next());
            case "(a directory)" -> directory.resolve("store").toString();
            case "(a file of tokens)" -> tokens.toString();
            default -> examples.getProperty(name);
          };
      settings.add(name + "=" + value);
    }
    return settings;
  }

  private static Properties examples() throws IOException {
    Properties examples = new Properties();
    try (Reader file = Files.newBufferedReader(EXAMPLES)) {
      examples.load(file);
    }
    return examples;
  }

  /** A star stands for one name. */
  private static Predicate<String> named(String setting) {
    return Pattern.compile(
            Arrays.stream(setting.split("\\*", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining("[a-z]+")))
        .asMatchPredicate();
  }
}
