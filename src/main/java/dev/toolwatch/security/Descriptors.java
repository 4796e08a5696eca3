package dev.toolwatch.security;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * File descriptors of a process.
 *
 * @param limit the most it may have
 * @param open those it has
 */
record Descriptors(long limit, long open) {
  /** Where nobody says: as many as are asked for. */
  static final Descriptors UNKNOWN = new Descriptors(Long.MAX_VALUE, 0);

  /** The line of {@code limits} that has the soft limit first. */
  private static final Pattern LIMIT = Pattern.compile("Max open files +(\\d+) .*");

  /** Of this process, as Linux tells in {@code /proc/self}; elsewhere they are unknown. */
  static Descriptors ofThisProcess() {
    return read(Path.of("/proc/self"));
  }

  static Descriptors read(Path process) {
    try (Stream<String> limits = Files.lines(process.resolve("limits"));
        Stream<Path> open = Files.list(process.resolve("fd"))) {
      return limits
          .map(LIMIT::matcher)
          .filter(Matcher::matches)
          .findFirst()
          .map(line -> new Descriptors(Long.parseLong(line.group(1)), open.count()))
          .orElse(UNKNOWN);
    } catch (IOException | NumberFormatException e) {
      return UNKNOWN;
    }
  }
}
