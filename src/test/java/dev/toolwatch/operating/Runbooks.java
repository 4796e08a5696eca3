package dev.toolwatch.operating;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What to do when, and the queries and commands in it. */
final class Runbooks {
  static final Path DIRECTORY = Path.of("runbooks");

  private static final Pattern BLOCK = Pattern.compile("(?s)```(\\w+)\\n(.*?)```");

  private Runbooks() {}

  /**
   * A block to copy.
   *
   * @param language {@code promql} or {@code sh}
   */
  record Block(String runbook, String language, String text) {
    boolean mayBeEmpty() {
      return text.contains("# may be empty\n");
    }

    @Override
    public String toString() {
      return runbook + ": " + text.strip();
    }
  }

  static List<String> names() {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files
          .map(file -> file.getFileName().toString().replaceFirst("\\.md$", ""))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String text(String name) {
    try {
      return Files.readString(DIRECTORY.resolve(name + ".md"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Block> blocks() {
    return names().stream()
        .flatMap(
            name ->
                BLOCK
                    .matcher(text(name))
                    .results()
                    .map(match -> new Block(name, match.group(1), match.group(2))))
        .toList();
  }
}
