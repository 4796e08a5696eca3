package dev.toolwatch.operating;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What can be checked of the workflows without running them. Their syntax is actionlint's, which CI runs. */
class WorkflowsTest {
  private static final Path WORKFLOWS = Path.of(".github/workflows");

  /** By the commit, with the version for those who read it. */
  private static final Pattern PINNED =
      Pattern.compile(
          "(?m)^ +(?:- )?uses: ([\\w-]+/[\\w-]+)@([0-9a-f]{40}) # v\\d+\\.\\d+\\.\\d+$");

  /** What a command names: everything else lies in the directory that the build makes. */
  private static final Pattern OWN_FILE =
      Pattern.compile("(?<![\\w/.])(\\./mvnw|\\.ci/[\\w-]+|(?:src|bench|k6|charts)/[\\w./-]+)");

  static List<Path> workflows() throws IOException {
    try (Stream<Path> files = Files.list(WORKFLOWS)) {
      return files.sorted().toList();
    }
  }

  private static Map<String, Map<String, Object>> jobs(Path workflow) {
    Map<String, Map<String, Object>> jobs = new TreeMap<>();
    Yaml.map(Yaml.read(workflow).get("jobs")).forEach((name, job) -> jobs.put(name, Yaml.map(job)));
    return jobs;
  }

  private static List<Map<String, Object>> steps(Path workflow) {
    List<Map<String, Object>> steps = new ArrayList<>();
    for (Map<String, Object> job : jobs(workflow).values()) {
      if (job.containsKey("steps")) {
        steps.addAll(Yaml.maps(job.get("steps")));
      }
    }
    return steps;
  }

  private static Stream<String> commands(Path workflow) {
    return steps(workflow).stream().map(step -> (String) step.get("run")).filter(Objects::nonNull);
  }

  @Test
  void workflows_areCiAndRelease() throws IOException {
    assertThat(workflows())
        .containsExactly(WORKFLOWS.resolve("ci.yml"), WORKFLOWS.resolve("release.yml"));
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void actions_arePinnedByCommit(Path workflow) throws IOException {
    String text = Files.readString(workflow);
    long used = steps(workflow).stream().filter(step -> step.containsKey("uses")).count();
    assertThat(PINNED.matcher(text).results()).hasSize(Math.toIntExact(used));
  }

  @Test
  void anAction_isTheSameCommitEverywhere() throws IOException {
    Map<String, String> commits = new HashMap<>();
    for (Path workflow : workflows()) {
      for (MatchResult use : PINNED.matcher(Files.readString(workflow)).results().toList()) {
        String commit = use.group(2);
        assertThat(commits.computeIfAbsent(use.group(1), action -> commit))
            .as(use.group(1))
            .isEqualTo(commit);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void permissions_areToRead_exceptForJobsThatPublish(Path workflow) {
    assertThat(Yaml.read(workflow).get("permissions")).isEqualTo(Map.of("contents", "read"));
    Map<String, Object> publishing =
        Map.of(
            "contents", "read",
            "packages", "write",
            "id-token", "write",
            "attestations", "write");
    Map<String, Object> allowed =
        Map.of(
            "build", publishing,
            "images", publishing,
            "chart", publishing,
            "release", Map.of("contents", "write"));
    jobs(workflow)
        .forEach(
            (name, job) -> {
              if (job.containsKey("permissions")) {
                assertThat(job.get("permissions")).as(name).isEqualTo(allowed.get(name));
              }
            });
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void jobs_end_andDoNotRunTwice(Path workflow) {
    assertThat(Yaml.map(Yaml.read(workflow).get("concurrency"))).containsKey("group");
    jobs(workflow)
        .forEach(
            (name, job) -> {
              if (!job.containsKey("uses")) {
                assertThat((Integer) job.get("timeout-minutes")).as(name).isBetween(5, 90);
              }
            });
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void filesThatAreNamed_exist(Path workflow) {
    List<String> named =
        new ArrayList<>(
            commands(workflow)
                .flatMap(command -> OWN_FILE.matcher(command).results())
                .map(file -> file.group(1))
                .toList());
    assertThat(named).isNotEmpty().allSatisfy(file -> assertThat(Path.of(file)).isExecutable());
    for (Map<String, Object> step : steps(workflow)) {
      if (step.get("with") != null && Yaml.map(step.get("with")).containsKey("file")) {
        assertThat(Path.of((String) Yaml.map(step.get("with")).get("file"))).isRegularFile();
      }
    }
    for (Map<String, Object> job : jobs(workflow).values()) {
      if (job.containsKey("uses")) {
        assertThat(Path.of((String) job.get("uses"))).isRegularFile();
      }
    }
  }

  /** What a title or a branch says would be run. */
  @ParameterizedTest
  @MethodSource("workflows")
  void commands_takeNothingFromExpressions(Path workflow) {
    assertThat(commands(workflow)).allSatisfy(command -> assertThat(command).doesNotContain("${{"));
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void secrets_areTheRunsOwnTokenOnly_andNotLeftInTheCheckout(Path workflow) throws IOException {
    assertThat(
            Pattern.compile("secrets\\.(\\w+)")
                .matcher(Files.readString(workflow))
                .results()
                .map(secret -> secret.group(1)))
        .allMatch("GITHUB_TOKEN"::equals);
    assertThat(steps(workflow))
        .filteredOn(step -> String.valueOf(step.get("uses")).startsWith("actions/checkout@"))
        .isNotEmpty()
        .allSatisfy(
            step ->
                assertThat(Yaml.map(step.get("with"))).containsEntry("persist-credentials", false));
  }

  /** A job that publishes has needs, and through them the checks. */
  @Test
  void nothing_isPublishedBeforeTheChecks() {
    Map<String, Map<String, Object>> jobs = jobs(WORKFLOWS.resolve("release.yml"));
    assertThat(jobs.get("ci")).containsEntry("uses", "./.github/workflows/ci.yml");
    jobs.forEach(
        (name, job) -> {
          if (job.containsKey("permissions")) {
            assertThat(needs(jobs, name)).as(name).contains("ci", "version");
          }
        });
  }

  @SuppressWarnings("unchecked")
  private static Set<String> needs(Map<String, Map<String, Object>> jobs, String name) {
    Set<String> all = new TreeSet<>();
    for (String needed : (List<String>) jobs.get(name).getOrDefault("needs", List.of())) {
      all.add(needed);
      all.addAll(needs(jobs, needed));
    }
    return all;
  }

  @Test
  void updates_coverWhatIsPinned() {
    List<Map<String, Object>> updates =
        Yaml.maps(Yaml.read(Path.of(".github/dependabot.yml")).get("updates"));
    assertThat(updates)
        .extracting("package-ecosystem")
        .containsExactlyInAnyOrder("maven", "github-actions", "docker", "docker-compose");
    assertThat(updates)
        .allSatisfy(
            update -> {
              assertThat(Yaml.map(update.get("schedule"))).containsKey("interval");
              for (String directory : directories(update)) {
                assertThat(Path.of("." + directory)).isDirectory();
              }
            });
  }

  @SuppressWarnings("unchecked")
  private static List<String> directories(Map<String, Object> update) {
    return update.containsKey("directories")
        ? (List<String>) update.get("directories")
        : List.of((String) update.get("directory"));
  }
}
