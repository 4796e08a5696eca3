package dev.toolwatch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** README.md, as tests that hold it to the code read it. */
final class Readme {
  private static final Path FILE = Path.of("README.md");
  private static final Pattern BLOCK = Pattern.compile("(?s)```(\\w+)\\n(.*?)```");

  private Readme() {}

  /** The rows of the one table whose first column has this head, with their cells as they stand. */
  static List<List<String>> table(String firstHead) {
    List<List<String>> rows = new ArrayList<>();
    boolean inside = false;
    for (String line : text().split("\n", -1)) {
      boolean head = line.startsWith("| " + firstHead + " |");
      inside = head || (inside && line.startsWith("|"));
      if (inside && !head && !line.startsWith("|---")) {
        rows.add(cells(line));
      }
    }
    return rows;
  }

  private static List<String> cells(String line) {
    return Arrays.stream(line.substring(1, line.length() - 1).split("\\|", -1))
        .map(String::strip)
        .toList();
  }

  /** A cell without the marks of code. */
  static String plain(String cell) {
    return cell.replace("`", "");
  }

  /** The fenced blocks of a language. */
  static List<String> blocks(String language) {
    Matcher blocks = BLOCK.matcher(text());
    List<String> found = new ArrayList<>();
    while (blocks.find()) {
      if (blocks.group(1).equals(language)) {
        found.add(blocks.group(2));
      }
    }
    return found;
  }

  private static String text() {
    try {
      return Files.readString(FILE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
