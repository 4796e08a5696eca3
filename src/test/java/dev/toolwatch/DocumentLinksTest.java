package dev.toolwatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Links between the project's documents. Links to other sites are not followed. */
class DocumentLinksTest {
  private static final Path ROOT = Path.of("").toAbsolutePath();
  private static final Set<String> NOT_OURS = Set.of(".git", "target", "node_modules");

  private static final Pattern CODE = Pattern.compile("(?s)```.*?```|`[^`\\n]*`");
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

  static List<Path> documents() throws IOException {
    List<Path> found = new ArrayList<>();
    Files.walkFileTree(
        ROOT,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            return NOT_OURS.contains(directory.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".md")) {
              found.add(ROOT.relativize(file));
            }
            return FileVisitResult.CONTINUE;
          }
        });
    assertThat(found).contains(Path.of("README.md"), Path.of("docs/reference/settings.md"));
    return found;
  }

  @ParameterizedTest
  @MethodSource("documents")
  void links_leadToAFile_andToAHeadingInIt(Path document) throws IOException {
    String text = CODE.matcher(Files.readString(document)).replaceAll("");
    assertThat(
            LINK.matcher(text)
                .results()
                .map(match -> match.group(1))
                .filter(link -> !link.matches("[a-z]+:.*")))
        .allMatch(link -> leadsSomewhere(document, link));
  }

  private static boolean leadsSomewhere(Path document, String link) {
    String[] parts = link.split("#", 2);
    Path target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]).normalize();
    return Files.exists(target) && (parts.length == 1 || anchors(target).contains(parts[1]));
  }

  /** As GitHub makes them: a heading that occurs again gets a number. */
  private static Set<String> anchors(Path file) {
    try {
      String text = Files.readString(file).replaceAll("(?s)```.*?```", "");
      Set<String> anchors = new HashSet<>();
      for (String heading : headings(text).toList()) {
        String anchor =
            heading.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}_ -]", "").replace(' ', '-');
        int again = 1;
        String numbered = anchor;
        while (!anchors.add(numbered)) {
          numbered = anchor + "-" + again++;
        }
      }
      return anchors;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Stream<String> headings(String text) {
    return HEADING.matcher(text).results().map(match -> match.group(1).strip());
  }
}
