package dev.toolwatch.operating;

import static dev.toolwatch.operating.Yaml.map;
import static dev.toolwatch.operating.Yaml.maps;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The Helm chart and the plain manifests, as far as they can be read without Helm; charts/check.sh does the rest.
 */
class ChartTest {
  private static final Path CHART = Path.of("charts", "toolwatch");
  private static final Path MANIFESTS = Path.of("kubernetes");
  private static final Path IMAGE = Path.of("src/main/docker/Dockerfile.native");
  private static final Set<String> FIXED_LABELS =
      Set.of("app.kubernetes.io/name", "app.kubernetes.io/instance");

  /** An object of a manifest, with where it stands. */
  record Manifest(Path file, Map<String, Object> content) {
    String kind() {
      return content.get("kind").toString();
    }

    Map<String, Object> spec() {
      return map(content.get("spec"));
    }

    /** The pod that a workload makes. */
    Map<String, Object> pod() {
      return map(map(spec().get("template")).get("spec"));
    }

    /** Toolwatch's own container: a sidecar is among those that start first. */
    Map<String, Object> toolwatch() {
      return Stream.of("initContainers", "containers")
          .filter(pod()::containsKey)
          .flatMap(containers -> maps(pod().get(containers)).stream())
          .filter(container -> container.get("name").equals("toolwatch"))
          .findFirst()
          .orElseThrow();
    }

    @Override
    public String toString() {
      return file.getFileName() + ": " + kind();
    }
  }

  static List<Manifest> workloads() {
    return manifests()
        .filter(manifest -> Set.of("StatefulSet", "Deployment").contains(manifest.kind()))
        .toList();
  }

  @Test
  void manifests_areThoseOfTheThreeModes() {
    assertThat(workloads())
        .extracting(Manifest::toString)
        .containsExactly(
            "postgresql.yaml: Deployment", "sidecar.yaml: Deployment", "sqlite.yaml: StatefulSet");
  }

  @Test
  void rulesAndDashboards_areTheFilesOfThisRepository() throws IOException {
    assertThat(CHART.resolve("files/rules").toRealPath()).isEqualTo(Rules.DIRECTORY.toRealPath());
    assertThat(CHART.resolve("files/dashboards").toRealPath())
        .isEqualTo(Dashboards.DIRECTORY.toRealPath());
  }

  @Test
  void variables_areSettings() {
    Stream<String> inManifests =
        Stream.concat(
            manifests()
                .filter(manifest -> manifest.kind().equals("ConfigMap"))
                .flatMap(manifest -> map(manifest.content().get("data")).keySet().stream()),
            workloads().stream()
                .map(Manifest::toolwatch)
                .filter(container -> container.containsKey("env"))
                .flatMap(container -> maps(container.get("env")).stream())
                .map(variable -> variable.get("name").toString()));
    Set<String> inTemplates =
        Pattern.compile("\\bTOOLWATCH_[A-Z_]+")
            .matcher(text(CHART.resolve("templates/_helpers.tpl")))
            .results()
            .map(MatchResult::group)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(inTemplates).contains("TOOLWATCH_STORE_URL", "TOOLWATCH_AUTH_TOKEN_FILE");
    assertThat(Stream.concat(inManifests, inTemplates.stream())).allMatch(ChartTest::isVariable);
  }

  @Test
  void settingsOfTheExamples_exist() {
    List<String> names =
        files(CHART.resolve("ci"))
            .map(Yaml::read)
            .filter(values -> values.containsKey("settings"))
            .flatMap(values -> map(values.get("settings")).keySet().stream())
            .filter(name -> name.startsWith("toolwatch."))
            .map(name -> name.replaceAll("[^a-zA-Z0-9]", "_").toUpperCase(Locale.ROOT))
            .toList();
    assertThat(names).isNotEmpty().allMatch(ChartTest::isVariable);
  }

  @Test
  void schema_knowsEveryValue_andNoOther() {
    JsonObject schema = new JsonObject(text(CHART.resolve("values.schema.json")));
    assertThat(schema.getJsonObject("properties").remove("global")).isNotNull();
    assertSameNames("values", Yaml.read(CHART.resolve("values.yaml")), schema);
  }

  /** Down to where the schema leaves names open. */
  private static void assertSameNames(String place, Map<String, Object> values, JsonObject schema) {
    JsonObject properties = schema.getJsonObject("properties");
    assertThat(values.keySet())
        .as(place)
        .containsExactlyInAnyOrderElementsOf(properties.fieldNames());
    values.forEach(
        (name, value) -> {
          JsonObject property = properties.getJsonObject(name);
          boolean closed = Boolean.FALSE.equals(property.getValue("additionalProperties"));
          if (closed && value instanceof Map && !name.endsWith("Probe")) {
            assertSameNames(place + "." + name, map(value), property);
          }
        });
  }

  @Test
  void roles_areThoseOfTheGuide() {
    List<?> roles =
        new JsonObject(text(CHART.resolve("values.schema.json")))
            .getJsonObject("properties")
            .getJsonObject("auth")
            .getJsonObject("properties")
            .getJsonObject("tokens")
            .getJsonObject("items")
            .getJsonObject("properties")
            .getJsonObject("roles")
            .getJsonObject("items")
            .getJsonArray("enum")
            .getList();
    String table =
        text(Path.of("docs/security.md")).split("\\| role \\|", 2)[1].split("\n\n", 2)[0];
    assertThat(Pattern.compile("(?m)^\\| `([a-z]+)` \\|").matcher(table).results())
        .extracting(row -> row.group(1))
        .containsExactlyElementsOf(roles.stream().map(Object::toString).toList());
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void container_hasThePortsAndTheUserOfTheImage(Manifest workload) {
    String image = text(IMAGE);
    assertThat(maps(workload.toolwatch().get("ports")))
        .extracting(port -> port.get("containerPort").toString())
        .containsExactly(line(image, "EXPOSE (.*)").split(" "));
    assertThat(maps(workload.toolwatch().get("volumeMounts")))
        .extracting(mount -> mount.get("mountPath"))
        .contains(line(image, "VOLUME (.*)"), "/tmp");
    if (workload.pod().containsKey("securityContext")) {
      assertThat(map(workload.pod().get("securityContext")))
          .containsEntry("runAsUser", Integer.valueOf(line(image, "USER (\\d+):.*")));
    }
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void probes_askTheManagementPort(Manifest workload) {
    String metrics =
        maps(workload.toolwatch().get("ports")).stream()
            .filter(port -> port.get("containerPort").equals(9464))
            .map(port -> port.get("name").toString())
            .findFirst()
            .orElseThrow();
    Map<String, String> paths =
        Map.of("startupProbe", "started", "livenessProbe", "live", "readinessProbe", "ready");
    paths.forEach(
        (probe, path) ->
            assertThat(map(map(workload.toolwatch().get(probe)).get("httpGet")))
                .containsEntry("path", "/q/health/" + path)
                .containsEntry("port", metrics));
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void container_hasNoMoreRightsThanItNeeds(Manifest workload) {
    Map<String, Object> rights = map(workload.toolwatch().get("securityContext"));
    assertThat(rights)
        .containsEntry("readOnlyRootFilesystem", true)
        .containsEntry("allowPrivilegeEscalation", false)
        .containsEntry("runAsNonRoot", true)
        .containsEntry("capabilities", Map.of("drop", List.of("ALL")))
        .containsEntry("seccompProfile", Map.of("type", "RuntimeDefault"));
    assertThat(workload.pod()).containsEntry("enableServiceLinks", false);
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void image_isThatOfTheComposeFile(Manifest workload) {
    Object composed =
        map(map(Yaml.read(Path.of("compose.yaml")).get("services")).get("toolwatch")).get("image");
    assertThat(workload.toolwatch()).containsEntry("image", composed);
    Map<String, Object> chart = Yaml.read(CHART.resolve("Chart.yaml"));
    assertThat(composed.toString()).endsWith(":" + chart.get("appVersion"));
    assertThat(chart.get("version")).isEqualTo(chart.get("appVersion"));
  }

  @ParameterizedTest
  @MethodSource("workloads")
  void labelsThatCannotChange_haveNoVersion(Manifest workload) {
    if (workload.file().endsWith("sidecar.yaml")) {
      // The workload is the users' own.
      assertThat(workload.spec()).doesNotContainKey("volumeClaimTemplates");
      return;
    }
    Map<String, Object> selector = map(map(workload.spec().get("selector")).get("matchLabels"));
    assertThat(selector).containsOnlyKeys(FIXED_LABELS);
    assertThat(map(map(map(workload.spec().get("template")).get("metadata")).get("labels")))
        .containsAllEntriesOf(selector);
    claims(workload)
        .forEach(claim -> assertThat(map(claim.get("metadata"))).containsEntry("labels", selector));
    assertThat(manifests().filter(manifest -> manifest.file().equals(workload.file())))
        .filteredOn(manifest -> manifest.kind().equals("Service"))
        .isNotEmpty()
        .allSatisfy(service -> assertThat(service.spec()).containsEntry("selector", selector));
  }

  @Test
  void store_ofSqlite_isOnAVolume() {
    Manifest workload =
        workloads().stream()
            .filter(one -> one.kind().equals("StatefulSet"))
            .findFirst()
            .orElseThrow();
    assertThat(workload.spec()).containsEntry("replicas", 1);
    assertThat(claims(workload)).hasSize(1);
  }

  private static Collection<Map<String, Object>> claims(Manifest workload) {
    Object claims = workload.spec().get("volumeClaimTemplates");
    return claims == null ? List.of() : maps(claims);
  }

  /** Whether docs/reference/settings.md has it; an asterisk there is a name. */
  private static boolean isVariable(String name) {
    return Pattern.compile("(?m)^\\| `[a-z.*-]+` \\| `([A-Z_*]+)` \\|")
        .matcher(text(Path.of("docs/reference/settings.md")))
        .results()
        .anyMatch(row -> name.matches(row.group(1).replace("*", "[A-Z0-9_]+")));
  }

  private static Stream<Manifest> manifests() {
    return files(MANIFESTS)
        .flatMap(file -> Yaml.readAll(file).stream().map(content -> new Manifest(file, content)));
  }

  private static Stream<Path> files(Path directory) {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String line(String text, String pattern) {
    return Pattern.compile("(?m)^" + pattern + "$")
        .matcher(text)
        .results()
        .map(match -> match.group(1))
        .reduce((first, last) -> last)
        .orElseThrow();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
