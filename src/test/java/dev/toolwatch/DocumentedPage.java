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

/**
 * A page of the documentation that tests compare with the code.
 *
 * @param file where it is, from the root of the project
 */
record DocumentedPage(Path file) {
  static final DocumentedPage SETTINGS = new DocumentedPage(Path.of("docs/reference/settings.md"));
  static final DocumentedPage METRICS = new DocumentedPage(Path.of("docs/reference/metrics.md"));
  static final DocumentedPage PROMETHEUS = new DocumentedPage(Path.of("docs/prometheus.md"));

  private static final Pattern BLOCK = Pattern.compile("(?s)```(\\w+)\\n(.*?)```");

  /** The rows of all tables whose first column has this heading, with the cells as written. */
  List<List<String>> table(String firstHead) {
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

  /** A cell without code marks. */
  static String plain(String cell) {
    return cell.replace("`", "");
  }

  /** The fenced code blocks in a language. */
  List<String> blocks(String language) {
    Matcher blocks = BLOCK.matcher(text());
    List<String> found = new ArrayList<>();
    while (blocks.find()) {
      if (blocks.group(1).equals(language)) {
        found.add(blocks.group(2));
      }
    }
    return found;
  }

  String text() {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
