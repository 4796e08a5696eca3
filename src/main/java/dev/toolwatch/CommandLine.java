package dev.toolwatch;

import java.util.ArrayList;
import java.util.List;

/**
 * The parsed command line.
 *
 * @param probe the name of a probe to run once; null for none
 * @param unknown the first unknown argument; empty if all are known
 */
record CommandLine(
    boolean help,
    boolean version,
    boolean sbom,
    boolean health,
    boolean demo,
    String probe,
    String unknown) {
  private static final String PROBE = "--probe";

  static final String USAGE =
      """
      Usage: toolwatch [--demo]

      Receives OTLP from MCP servers and serves Prometheus metrics about their use.

        --demo        also run a simulated fleet of MCP servers that sends to this service
        --health      check whether the Toolwatch on this machine is ready: exit code 0 or 1
        --help        print this and exit
        --probe NAME  run a probe of the settings once and explain each step: exit code 0 or 1
        --sbom        print the bill of materials (CycloneDX) and exit
        --version     print the version and exit

      Every setting toolwatch.a.b-c can also be set by the environment variable TOOLWATCH_A_B_C.
      """;

  static CommandLine of(String... arguments) {
    List<String> given = new ArrayList<>(List.of(arguments));
    String probe = null;
    int at = given.indexOf(PROBE);
    if (at >= 0 && at + 1 < given.size()) {
      given.remove(at);
      probe = given.remove(at);
    }
    return new CommandLine(
        given.contains("--help") || given.contains("-h"),
        given.contains("--version"),
        given.contains("--sbom"),
        given.contains("--health"),
        given.contains("--demo"),
        probe,
        given.stream().filter(argument -> !isKnown(argument)).findFirst().orElse(""));
  }

  private static boolean isKnown(String argument) {
    return switch (argument) {
      case "--demo", "--health", "--help", "-h", "--sbom", "--version" -> true;
      default -> false;
    };
  }
}
