package dev.toolwatch;

import java.util.List;

/**
 * What the command line asks for.
 *
 * @param unknown the first argument that is not known, empty if all are
 */
record CommandLine(
    boolean help, boolean version, boolean sbom, boolean health, boolean demo, String unknown) {
  static final String USAGE =
      """
      Usage: toolwatch [--demo]

      Takes OTLP from MCP servers and serves what they do as Prometheus metrics.

        --demo      also run a made-up fleet of MCP servers that sends to this service
        --health    ask the Toolwatch that runs here whether it is ready: exit code 0 or 1
        --help      print this and exit
        --sbom      print the bill of materials (CycloneDX) and exit
        --version   print the version and exit

      Every setting toolwatch.a.b-c can be given as the environment variable TOOLWATCH_A_B_C.
      """;

  static CommandLine of(String... arguments) {
    List<String> given = List.of(arguments);
    return new CommandLine(
        given.contains("--help") || given.contains("-h"),
        given.contains("--version"),
        given.contains("--sbom"),
        given.contains("--health"),
        given.contains("--demo"),
        given.stream().filter(argument -> !isKnown(argument)).findFirst().orElse(""));
  }

  private static boolean isKnown(String argument) {
    return switch (argument) {
      case "--demo", "--health", "--help", "-h", "--sbom", "--version" -> true;
      default -> false;
    };
  }
}
