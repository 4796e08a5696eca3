package dev.toolwatch;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** The images' and the compose file's text, as far as it can be checked without an engine. */
class ImagesTest {
  private static final Path DOCKER = Path.of("src/main/docker");
  private static final Path EXAMPLE = Path.of("examples/mcp-server/Dockerfile");
  private static final Path COMPOSE = Path.of("compose.yaml");

  /** What the build makes, so that it need not be there when this test runs. */
  private static final Set<String> BUILT =
      Set.of(
          "target/*-runner",
          "target/classes/META-INF/sbom/toolwatch.cdx.json",
          "target/quarkus-app/lib/",
          "target/quarkus-app/*.jar",
          "target/quarkus-app/app/",
          "target/quarkus-app/quarkus/");

  static Stream<Path> ours() throws IOException {
    try (Stream<Path> files = Files.list(DOCKER)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("Dockerfile"))
          .sorted()
          .toList()
          .stream();
    }
  }

  static Stream<Path> all() throws IOException {
    return Stream.concat(ours(), Stream.of(EXAMPLE));
  }

  @ParameterizedTest
  @MethodSource("all")
  void base_isPinned(Path file) {
    assertThat(instructions(file, "FROM"))
        .map(from -> from.split(" ", -1)[0])
        .allMatch(image -> image.equals("scratch") || isPinned(image));
  }

  @ParameterizedTest
  @MethodSource("ours")
  void copied_isBuiltOrThere_andNotIgnored(Path file) {
    List<String> sources = copies(file).toList();
    assertThat(sources).isNotEmpty();
    assertThat(sources).allMatch(source -> BUILT.contains(source) || Files.exists(Path.of(source)));
    assertThat(sources).allMatch(ImagesTest::isLetThrough);
  }

  @Test
  void copied_byTheExample_isThere_andNotIgnored() {
    assertThat(copies(EXAMPLE)).allMatch(name -> Files.exists(EXAMPLE.resolveSibling(name)));
  }

  @ParameterizedTest
  @MethodSource("ours")
  void ports_areTheSettings(Path file) throws IOException {
    assertThat(words(instructions(file, "EXPOSE"))).containsExactlyInAnyOrderElementsOf(ports());
  }

  @ParameterizedTest
  @MethodSource("ours")
  void variables_areSettings(Path file) throws IOException {
    List<String> names =
        words(instructions(file, "ENV")).stream().map(word -> word.split("=", -1)[0]).toList();
    assertThat(names).contains("TOOLWATCH_HOST", "TOOLWATCH_STORE_PATH");
    Set<String> variables = variables();
    assertThat(names).allMatch(name -> isOneOf(variables, name));
    assertThat(words(instructions(file, "ENV")))
        .contains("TOOLWATCH_HOST=0.0.0.0", "TOOLWATCH_STORE_PATH=/var/lib/toolwatch");
    assertThat(instructions(file, "VOLUME")).containsExactly("/var/lib/toolwatch");
  }

  @ParameterizedTest
  @MethodSource("ours")
  void user_isFixedAndNotRoot(Path file) {
    assertThat(instructions(file, "USER")).last().isEqualTo("10001:0");
  }

  @ParameterizedTest
  @MethodSource("ours")
  void health_asksTheApplicationItself(Path file) {
    assertThat(instructions(file, "HEALTHCHECK"))
        .singleElement()
        .asString()
        .endsWith("\"--health\"]");
  }

  @ParameterizedTest
  @MethodSource("ours")
  void labels_areThoseOfOci(Path file) {
    assertThat(String.join(" ", instructions(file, "LABEL")))
        .contains(
            "org.opencontainers.image.title=",
            "org.opencontainers.image.description=",
            "org.opencontainers.image.licenses=",
            "org.opencontainers.image.version=",
            "org.opencontainers.image.revision=");
  }

  @Test
  void compose_hasWhatIsAroundToolwatch() {
    assertThat(services().keySet())
        .contains("toolwatch", "prometheus", "alertmanager", "grafana", "jaeger", "example-server");
  }

  @Test
  void compose_images_arePinned_orBuiltHere() {
    assertThat(services().values())
        .allSatisfy(
            service ->
                assertThat(service.get("image").toString())
                    .matches(
                        image ->
                            isPinned(image) || image.matches("toolwatch\\S*:0\\.1\\.0-SNAPSHOT")));
  }

  @Test
  void compose_services_haveNoMoreRightsThanNeeded() {
    assertThat(services().values())
        .allSatisfy(
            service ->
                assertThat(service)
                    .containsEntry("read_only", true)
                    .containsEntry("cap_drop", List.of("ALL"))
                    .containsEntry("security_opt", List.of("no-new-privileges:true")));
  }

  @Test
  void compose_ports_areOnLoopback_andThoseOfToolwatchTheSettings() throws IOException {
    services()
        .values()
        .forEach(
            service ->
                assertThat(strings(service.getOrDefault("ports", List.of())))
                    .allMatch(port -> port.matches("127\\.0\\.0\\.1:(\\d+):\\1")));
    assertThat(strings(services().get("toolwatch").get("ports")))
        .map(port -> port.substring(port.lastIndexOf(':') + 1))
        .containsExactlyInAnyOrderElementsOf(ports());
  }

  @Test
  void compose_variablesOfToolwatch_areSettings() throws IOException {
    Set<String> variables = variables();
    assertThat(map(services().get("toolwatch").get("environment")).keySet())
        .allMatch(name -> isOneOf(variables, name));
  }

  @Test
  void compose_files_areThere() {
    services()
        .values()
        .forEach(
            service ->
                assertThat(strings(service.getOrDefault("volumes", List.of())))
                    .map(volume -> volume.split(":", -1)[0])
                    .allMatch(
                        source ->
                            source.startsWith("./")
                                ? Files.isDirectory(Path.of(source))
                                : map(compose().get("volumes")).containsKey(source)));
    Map<String, Object> build = map(services().get("toolwatch").get("build"));
    assertThat(Path.of(build.get("dockerfile").toString())).exists();
    assertThat(Path.of(services().get("example-server").get("build").toString())).isDirectory();
  }

  @Test
  void compose_prometheus_keepsAMonth_andScrapesToolwatch() {
    assertThat(strings(services().get("prometheus").get("command")))
        .contains("--storage.tsdb.retention.time=30d");
    assertThat(yaml(Path.of("prometheus/prometheus.yml")).toString()).contains("toolwatch:9464");
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void configuration_isYaml(Path file) {
    assertThat(yaml(file)).isNotEmpty();
  }

  static Stream<Path> configurations() throws IOException {
    Stream.Builder<Path> files = Stream.builder();
    for (String directory : List.of("prometheus", "alertmanager", "grafana/provisioning")) {
      try (Stream<Path> below = Files.walk(Path.of(directory))) {
        below.filter(file -> file.toString().matches(".*\\.ya?ml")).forEach(files::add);
      }
    }
    return files.build();
  }

  private static boolean isPinned(String image) {
    return image.matches("[a-z0-9./-]+:v?\\d+\\.\\d+[\\w.-]*(@sha256:[0-9a-f]{64})?");
  }

  /** The arguments of every instruction of a kind, without flags and continuations. */
  private static List<String> instructions(Path file, String kind) {
    return text(file)
        .replaceAll("(?m)^#.*\\R", "")
        .replaceAll("\\\\\\R\\s*", "")
        .lines()
        .filter(line -> line.startsWith(kind + " "))
        .map(line -> line.substring(kind.length() + 1).replaceAll("--\\S+ ", "").strip())
        .toList();
  }

  /** What is copied out of the build's context. */
  private static Stream<String> copies(Path file) {
    return text(file)
        .replaceAll("\\\\\\R\\s*", "")
        .lines()
        .filter(line -> line.startsWith("COPY ") && !line.contains("--from="))
        .map(line -> line.replaceAll("^COPY |--\\S+ ", "").strip().split(" +", -1))
        .flatMap(words -> Arrays.stream(words).limit(words.length - 1));
  }

  private static List<String> words(List<String> lines) {
    return lines.stream().flatMap(line -> Arrays.stream(line.split(" +", -1))).toList();
  }

  /** Whether {@code .dockerignore} leaves a path in the context. */
  private static boolean isLetThrough(String source) {
    return text(Path.of(".dockerignore"))
        .lines()
        .filter(line -> line.startsWith("!"))
        .map(line -> line.substring(1))
        .anyMatch(
            open ->
                source.startsWith(open)
                    || FileSystems.getDefault()
                        .getPathMatcher("glob:" + open)
                        .matches(Path.of(source.replace('*', 'x'))));
  }

  private static Set<String> ports() throws IOException {
    Properties shipped = shipped();
    String settings = text(Path.of("src/main/java/dev/toolwatch/otlp/OtlpSettings.java"));
    Set<String> ports =
        Pattern.compile("@WithDefault\\(\"(\\d+)\"\\)\\s+int \\w+Port\\(\\)")
            .matcher(settings)
            .results()
            .map((MatchResult match) -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    ports.add(shipped.getProperty("quarkus.http.port"));
    ports.add(shipped.getProperty("quarkus.management.port"));
    return ports;
  }

  /** The environment variables of the settings. */
  /** Whether it is a variable; an asterisk stands for a name that users choose. */
  private static boolean isOneOf(Set<String> variables, String name) {
    return variables.stream()
        .anyMatch(variable -> name.matches(variable.replace("*", "[A-Z0-9_]+")));
  }

  private static Set<String> variables() throws IOException {
    Stream<String> mapped =
        new ClassFileImporter()
            .withImportOption(new DoNotIncludeTests()).importPackages("dev.toolwatch").stream()
                .filter(type -> type.isAnnotatedWith(ConfigMapping.class))
                .flatMap(
                    type ->
                        ConfigMappings.getProperties(ConfigClass.configClass(type.reflect()))
                            .keySet()
                            .stream());
    return Stream.of(mapped, shipped().stringPropertyNames().stream())
        .flatMap(names -> names)
        .map(name -> name.replaceAll("[^a-zA-Z0-9*]", "_").toUpperCase(Locale.ROOT))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static Properties shipped() throws IOException {
    Properties shipped = new Properties();
    try (Reader reader =
        Files.newBufferedReader(Path.of("src/main/resources/application.properties"))) {
      shipped.load(reader);
    }
    return shipped;
  }

  private static Map<String, Object> compose() {
    return yaml(COMPOSE);
  }

  private static Map<String, Map<String, Object>> services() {
    return map(compose().get("services")).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, service -> map(service.getValue())));
  }

  private static Map<String, Object> yaml(Path file) {
    return map(new Yaml().load(text(file)));
  }

  private static Map<String, Object> map(Object value) {
    return ((Map<?, ?>) value)
        .entrySet().stream()
            .filter(entry -> entry.getValue() != null || entry.getKey() != null)
            .collect(
                java.util.HashMap::new,
                (map, entry) -> map.put(entry.getKey().toString(), entry.getValue()),
                Map::putAll);
  }

  private static List<String> strings(Object value) {
    return ((List<?>) value).stream().map(Object::toString).toList();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
