package dev.toolwatch.errors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares the groups of errors of real runtimes with those that a person made of them. */
class LabelledErrorsTest {
  private static final Path ERRORS =
      Path.of(System.getProperty("toolwatch.labelled-errors", "src/test/resources/errors"));

  /** An error, the group a person put it in, and the one that it got. */
  private record Labelled(String group, Grouping grouping) {}

  @Test
  void grouping_agreesWithAPerson_inAtLeast95Of100Pairs() throws IOException {
    List<Labelled> errors = errors();
    long both = 0;
    long ours = 0;
    long persons = 0;
    List<String> mistakes = new ArrayList<>();
    for (int i = 0; i < errors.size(); i++) {
      for (int j = i + 1; j < errors.size(); j++) {
        Labelled a = errors.get(i);
        Labelled b = errors.get(j);
        boolean one = a.grouping().fingerprint().equals(b.grouping().fingerprint());
        boolean same = a.group().equals(b.group());
        both += one && same ? 1 : 0;
        ours += one ? 1 : 0;
        persons += same ? 1 : 0;
        if (one != same) {
          mistakes.add(
              (one ? "wrongly one: " : "wrongly two: ")
                  + i
                  + " "
                  + a.group()
                  + ", "
                  + j
                  + " "
                  + b.group());
        }
      }
    }
    double precision = (double) both / ours;
    double recall = (double) both / persons;
    System.out.printf("%d errors, precision %.4f, recall %.4f%n", errors.size(), precision, recall);
    mistakes.forEach(System.out::println);

    assertThat(errors).hasSizeGreaterThanOrEqualTo(300);
    assertThat(precision).as("precision").isGreaterThanOrEqualTo(0.95);
    assertThat(recall).as("recall").isGreaterThanOrEqualTo(0.95);
  }

  @Test
  void hint_doesNotMatter() throws IOException {
    StackTraces stackTraces = new StackTraces(new InAppFrames(List.of()));
    List<JsonNode> captured =
        lines().stream().filter(line -> !line.path("stacktrace").asText().isEmpty()).toList();
    for (JsonNode line : captured) {
      String stacktrace = line.path("stacktrace").asText();
      Language language = Language.ofSdk(line.get("language").asText());
      assertThat(stackTraces.parse(stacktrace, Language.OTHER, "", ""))
          .isEqualTo(stackTraces.parse(stacktrace, language, "", ""));
      assertThat(stackTraces.parse(stacktrace, language, "", "").hasFrames())
          .as(stacktrace)
          .isTrue();
    }
  }

  private static List<Labelled> errors() throws IOException {
    StackTraces stackTraces = new StackTraces(new InAppFrames(List.of()));
    Fingerprints fingerprints = new Fingerprints();
    List<Labelled> errors = new ArrayList<>();
    for (JsonNode line : lines()) {
      ParsedException exception =
          stackTraces.parse(
              line.path("stacktrace").asText(),
              Language.ofSdk(line.get("language").asText()),
              line.path("type").asText(),
              line.path("message").asText());
      errors.add(
          new Labelled(line.get("group").asText(), fingerprints.of("shop", "load", exception)));
    }
    return errors;
  }

  private static List<JsonNode> lines() throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<JsonNode> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(ERRORS)) {
      for (Path file : files.sorted().toList()) {
        for (String line : Files.readAllLines(file)) {
          lines.add(json.readTree(line));
        }
      }
    }
    return lines;
  }
}
