package dev.toolwatch.errors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.ServiceId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The errors of real runtimes in src/test/resources/errors, for tests of what is made of them. */
public final class CapturedErrors {
  private static final Path ERRORS = Path.of("src/test/resources/errors");
  private static final long FIRST_MILLIS = 1_790_000_000_000L;

  private CapturedErrors() {}

  /** All of them, as errors of one service, a second apart. */
  public static List<ErrorEvent> all() {
    StackTraces stackTraces = new StackTraces(new InAppFrames(List.of()));
    Fingerprints fingerprints = new Fingerprints();
    List<ErrorEvent> events = new ArrayList<>();
    for (JsonNode line : lines()) {
      ParsedException exception =
          stackTraces.parse(
              line.path("stacktrace").asText(),
              Language.ofSdk(line.get("language").asText()),
              line.path("type").asText(),
              line.path("message").asText());
      long number = events.size() + 1L;
      events.add(
          new ErrorEvent(
              fingerprints.of("shop", "load", exception),
              ServiceId.of("demo/shop"),
              "staging",
              "tools/call",
              Outcome.SERVER_ERROR,
              "tool_error",
              1,
              new ErrorSample(
                  FIRST_MILLIS + 1000 * number,
                  number,
                  number,
                  number,
                  number,
                  "1.2.3",
                  "load",
                  exception)));
    }
    return events;
  }

  private static List<JsonNode> lines() {
    ObjectMapper json = new ObjectMapper();
    List<JsonNode> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(ERRORS)) {
      for (Path file : files.sorted().toList()) {
        for (String line : Files.readAllLines(file)) {
          lines.add(json.readTree(line));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lines;
  }
}
