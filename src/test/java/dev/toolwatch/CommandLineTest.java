package dev.toolwatch;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CommandLineTest {
  @Test
  void of_nothing_asksForNothing() {
    assertThat(CommandLine.of())
        .isEqualTo(new CommandLine(false, false, false, false, false, null, ""));
  }

  @Test
  void of_demo_asksForTheDemo() {
    assertThat(CommandLine.of("--demo").demo()).isTrue();
  }

  @Test
  void of_unknown_namesTheFirst() {
    assertThat(CommandLine.of("--demo", "--deom", "x").unknown()).isEqualTo("--deom");
  }

  @Test
  void of_help_inBothForms() {
    assertThat(CommandLine.of("--help").help()).isTrue();
    assertThat(CommandLine.of("-h").help()).isTrue();
    assertThat(CommandLine.USAGE).contains("--demo", "--health", "--help", "--sbom", "--version");
  }

  @Test
  void probe_isTheNextArgument() {
    assertThat(CommandLine.of("--probe", "github").probe()).isEqualTo("github");
    assertThat(CommandLine.of("--probe", "github").unknown()).isEmpty();
    assertThat(CommandLine.of("--probe").unknown()).isEqualTo("--probe");
    assertThat(CommandLine.of("--probe", "github", "gitlab").unknown()).isEqualTo("gitlab");
  }
}
