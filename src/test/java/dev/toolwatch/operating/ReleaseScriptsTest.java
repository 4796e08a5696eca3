package dev.toolwatch.operating;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts of a release, with stand-ins for Docker and Helm that write down how they were called. */
class ReleaseScriptsTest {
  private static final String CHANGELOG =
      """
      # Changelog

      What this is.

      ## [Unreleased]

      ### Added

      - Not out yet.

      ## [1.2.0] - 2026-12-01

      ### Added

      - One thing, which takes
        two lines and `code`.
      - Another one.
        - A part of it,
          also on two lines.

      A paragraph
      of two lines.

      ### Fixed

      - A mistake.

      ## [1.1.0] - 2026-11-01

      ### Added

      - Long known.

      [1.2.0]: https://example.com/1.2.0
      """;

  private static final String DIGEST = "sha256:" + "ab".repeat(32);

  @TempDir Path directory;

  private Path changelog;
  private Path calls;

  @BeforeEach
  void write() throws IOException {
    changelog = Files.writeString(directory.resolve("CHANGELOG.md"), CHANGELOG);
    calls = Files.createFile(directory.resolve("calls"));
  }

  private Command notes(String version) {
    return Command.run(".ci/release-notes", version, changelog.toString());
  }

  /** A program that runs instead of the real one, after its arguments were written down. */
  private void standIn(String name, String script) throws IOException {
    Path bin = Files.createDirectories(directory.resolve("bin"));
    Path program =
        Files.writeString(
            bin.resolve(name),
            "#!/bin/sh\necho \"%s $*\" >> '%s'\n%s\n".formatted(name, calls, script));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Command withStandIns(String script, String... arguments) {
    String path = directory.resolve("bin") + ":" + System.getenv("PATH");
    List<String> command = new ArrayList<>(List.of("env", "PATH=" + path, script));
    command.addAll(List.of(arguments));
    return Command.run(Path.of("."), command);
  }

  private static String revision() throws IOException {
    MatchResult found =
        Pattern.compile("<revision>(.*)-SNAPSHOT</revision>")
            .matcher(Files.readString(Path.of("pom.xml")))
            .results()
            .findFirst()
            .orElseThrow();
    return found.group(1);
  }

  @Test
  void notes_areOfOneVersion_aParagraphALine() {
    assertThat(notes("1.2.0"))
        .isEqualTo(
            new Command(
                0,
                """
                ### Added

                - One thing, which takes two lines and `code`.
                - Another one.
                  - A part of it, also on two lines.

                A paragraph of two lines.

                ### Fixed

                - A mistake.
                """));
  }

  @Test
  void notes_ofTheLastVersion_endBeforeTheLinks() {
    assertThat(notes("1.1.0")).isEqualTo(new Command(0, "### Added\n\n- Long known.\n"));
  }

  @Test
  void notes_ofACandidate_areThoseOfItsVersion_orWhatIsUnreleased() {
    assertThat(notes("1.2.0-rc.1")).isEqualTo(notes("1.2.0"));
    assertThat(notes("1.3.0-rc.2")).isEqualTo(new Command(0, "### Added\n\n- Not out yet.\n"));
  }

  @Test
  void notes_ofAVersionThatIsNotThere_fail() {
    assertThat(notes("1.3.0").exitCode()).isEqualTo(1);
    assertThat(notes("1.3.0").output()).contains("says nothing of 1.3.0");
    assertThat(notes("1.2").exitCode()).isEqualTo(1);
  }

  @Test
  void notes_ofTheNextCandidate_areThere() throws IOException {
    assertThat(Command.run(".ci/release-notes", revision() + "-rc.1").exitCode()).isZero();
  }

  @Test
  void version_isThatOfTheTag_ifThePomIsAtIt() throws IOException {
    for (String version : List.of(revision(), revision() + "-rc.1", revision() + "-rc.12")) {
      assertThat(Command.run(".ci/release-version", "v" + version))
          .isEqualTo(new Command(0, version + "\n"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "99.0.0",
        "v99.0.0",
        "v99.0.0-rc.1",
        "v1",
        "v1.2",
        "v01.2.3",
        "v1.2.3-rc.0",
        "v1.2.3-beta"
      })
  void version_ofAnotherTag_isRefused(String tag) {
    Command refused = Command.run(".ci/release-version", tag);
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.output()).contains(tag);
  }

  private Command images(String version) throws IOException {
    standIn("docker", "[ \"$3\" != inspect ] || echo " + DIGEST);
    Path digests = Files.createDirectories(directory.resolve("digests"));
    for (String kind : List.of("native", "distroless", "jvm")) {
      for (String architecture : List.of("amd64", "arm64")) {
        Files.writeString(
            digests.resolve(kind + "-" + architecture), "sha256:" + kind + architecture + "\n");
      }
    }
    return withStandIns(".ci/release-images", "ghcr.io/a/b", version, digests.toString());
  }

  @Test
  void images_getTheirTags_withBothArchitectures() throws IOException {
    assertThat(images("1.2.3"))
        .isEqualTo(new Command(0, "native=%1$s\ndistroless=%1$s\njvm=%1$s\n".formatted(DIGEST)));
    String create = "docker buildx imagetools create";
    assertThat(Files.readAllLines(calls))
        .filteredOn(call -> call.startsWith(create))
        .containsExactly(
            create
                + " --tag ghcr.io/a/b:1.2.3 --tag ghcr.io/a/b:1.2 --tag ghcr.io/a/b:latest"
                + " ghcr.io/a/b@sha256:nativeamd64 ghcr.io/a/b@sha256:nativearm64",
            create
                + " --tag ghcr.io/a/b:1.2.3-distroless --tag ghcr.io/a/b:1.2-distroless"
                + " ghcr.io/a/b@sha256:distrolessamd64 ghcr.io/a/b@sha256:distrolessarm64",
            create
                + " --tag ghcr.io/a/b:1.2.3-jvm --tag ghcr.io/a/b:1.2-jvm"
                + " ghcr.io/a/b@sha256:jvmamd64 ghcr.io/a/b@sha256:jvmarm64");
  }

  @Test
  void images_ofACandidate_moveNoOtherTags() throws IOException {
    assertThat(images("1.2.3-rc.1").exitCode()).isZero();
    assertThat(Files.readString(calls))
        .contains("--tag ghcr.io/a/b:1.2.3-rc.1 ghcr.io")
        .doesNotContain(":latest", ":1.2 ", ":1.2.3-rc ");
  }

  @Test
  void chart_isPushed_andItsDigestPrinted() throws IOException {
    standIn("helm", "[ $1 != push ] || printf 'Pushed: x\\nDigest: %s\\n' " + DIGEST + " >&2");
    Command pushed = withStandIns(".ci/release-chart", "1.2.3", "oci://ghcr.io/a/charts", "dist");
    assertThat(pushed.exitCode()).isZero();
    assertThat(pushed.output()).endsWith("digest=" + DIGEST + "\n");
    assertThat(Files.readAllLines(calls))
        .hasSize(2)
        .first()
        .asString()
        .endsWith("charts/toolwatch --version 1.2.3 --app-version 1.2.3 --destination dist");
    assertThat(Files.readAllLines(calls))
        .last()
        .isEqualTo("helm push dist/toolwatch-1.2.3.tgz oci://ghcr.io/a/charts");
  }

  @Test
  void chart_thatIsRefused_fails_andSaysWhy() throws IOException {
    standIn("helm", "[ $1 != push ] || { echo 'Error: denied' >&2; exit 1; }");
    Command refused = withStandIns(".ci/release-chart", "1.2.3", "oci://ghcr.io/a/charts", "dist");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.output()).contains("Error: denied").doesNotContain("digest=");
  }
}
