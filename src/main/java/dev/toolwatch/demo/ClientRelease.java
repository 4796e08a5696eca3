package dev.toolwatch.demo;

import java.util.List;

/**
 * A release of a program in which users call tools.
 *
 * @param name as it calls itself
 * @param version of the release
 */
public record ClientRelease(String name, String version) {
  private static final List<Program> PROGRAMS =
      List.of(
          new Program(
              "desk-assistant",
              5,
              List.of(
                  new Version("2.8.0", 200), new Version("2.9.1", 61), new Version("3.0.0", 20))),
          new Program(
              "editor-agent", 3, List.of(new Version("0.41.0", 200), new Version("0.42.3", 34))),
          new Program("team-chat", 2, List.of(new Version("1.6.0", 200))));

  /** For so many days a new release spreads, and one in so many users stays with the old one. */
  private static final int SPREADS = 14;

  private static final int LAGGARDS = 12;

  /** The one that a user has, so many days ago. */
  static ClientRelease of(int user, long daysAgo) {
    int total = PROGRAMS.stream().mapToInt(Program::weight).sum();
    int at = Math.floorMod(user * 7, total);
    Program program = PROGRAMS.get(0);
    for (Program one : PROGRAMS) {
      program = one;
      at -= one.weight;
      if (at < 0) {
        break;
      }
    }
    int last = program.versions.size() - 1;
    int newest = user % LAGGARDS == 0 ? Math.max(0, last - 1) : last;
    for (int i = newest; i > 0; i--) {
      if (daysAgo <= program.versions.get(i).daysAgo - user % SPREADS) {
        return new ClientRelease(program.name, program.versions.get(i).name);
      }
    }
    return new ClientRelease(program.name, program.versions.get(0).name);
  }

  private record Program(String name, int weight, List<Version> versions) {}

  private record Version(String name, int daysAgo) {}
}
