package dev.toolwatch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/** How log lines are written. */
enum LogFormat {
  /** Text on a terminal, JSON otherwise. */
  AUTO,
  /** One JSON object a line. */
  JSON,
  /** Plain lines for people. */
  TEXT;

  private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");

  /** Devices of terminals on Linux, those of containers too. */
  private static final Pattern TERMINAL = Pattern.compile("/dev/(pts/\\d+|tty\\w*|console)");

  /** The format of a setting's value, which is checked later, when there is a log. */
  static LogFormat of(String value) {
    return switch (value.strip().toLowerCase(Locale.ROOT)) {
      case "json" -> JSON;
      case "text" -> TEXT;
      default -> AUTO;
    };
  }

  /**
   * Whether lines are plain text.
   *
   * @param output where standard output goes, as the operating system names it
   */
  boolean isText(String output) {
    return switch (this) {
      case TEXT -> true;
      case JSON -> false;
      case AUTO -> TERMINAL.matcher(output).matches();
    };
  }

  /** Where standard output goes; empty if this system does not say. */
  static String standardOutput() {
    try {
      return Files.readSymbolicLink(STANDARD_OUTPUT).toString();
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }
}
