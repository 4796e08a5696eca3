package dev.toolwatch.operating;

import static dev.toolwatch.operating.Yaml.map;
import static dev.toolwatch.operating.Yaml.maps;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rules that Prometheus is given. */
final class Rules {
  static final Path DIRECTORY = Path.of("prometheus", "rules");

  private Rules() {}

  /** A rule that raises an alert, its labels and annotations as templates. */
  record Alert(
      String name, String expression, Map<String, String> labels, Map<String, String> annotations) {
    String severity() {
      return labels.get("severity");
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Path> files() {
    try (Stream<Path> files = Files.list(DIRECTORY)) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Alert> alerts() {
    return rules()
        .filter(rule -> rule.containsKey("alert"))
        .map(
            rule ->
                new Alert(
                    rule.get("alert").toString(),
                    rule.get("expr").toString(),
                    strings(rule.get("labels")),
                    strings(rule.get("annotations"))))
        .toList();
  }

  /** Every expression that is recorded, by the name it has afterwards. */
  static Map<String, String> records() {
    return rules()
        .filter(rule -> rule.containsKey("record"))
        .collect(
            Collectors.toMap(
                rule -> rule.get("record").toString(), rule -> rule.get("expr").toString()));
  }

  private static Stream<Map<String, Object>> rules() {
    return files().stream()
        .flatMap(file -> maps(Yaml.read(file).get("groups")).stream())
        .flatMap(group -> maps(group.get("rules")).stream());
  }

  private static Map<String, String> strings(Object scalars) {
    return map(scalars).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().toString()));
  }
}
