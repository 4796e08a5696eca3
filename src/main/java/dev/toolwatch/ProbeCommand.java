package dev.toolwatch;

import dev.toolwatch.probe.Explanation;
import dev.toolwatch.probe.Probes;
import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.QuarkusApplication;
import io.quarkus.runtime.annotations.CommandLineArguments;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Runs one probe and explains what it does. It reads the same settings as the service, which may run
 * beside it: so it has a store and ports of its own, which nobody else uses.
 */
@Singleton
@Unremovable
final class ProbeCommand implements QuarkusApplication {
  private static final int FAILURE = 1;
  private static final int USAGE_ERROR = 2;

  /** Empty means not set. */
  private static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("toolwatch.host", "127.0.0.1"),
          Map.entry("toolwatch.otlp.grpc-port", "0"),
          Map.entry("toolwatch.otlp.http-port", "0"),
          Map.entry("quarkus.http.port", "0"),
          Map.entry("quarkus.http.ssl-port", "0"),
          Map.entry("quarkus.management.port", "0"),
          Map.entry("toolwatch.store.url", ""),
          Map.entry("toolwatch.tracing.endpoint", ""),
          Map.entry("quarkus.log.console.stderr", "true"),
          Map.entry("quarkus.log.level", "WARN"));

  /** Null if there is none. */
  private static volatile Path directory;

  private final Probes probes;
  private final String name;

  @Inject
  ProbeCommand(Probes probes, @CommandLineArguments String[] arguments) {
    this.probes = probes;
    name = CommandLine.of(arguments).probe();
  }

  /** To be called before Quarkus reads the settings. */
  static void prepare() {
    try {
      directory = Files.createTempDirectory("toolwatch-probe");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    System.setProperty("toolwatch.store.path", directory.toString());
    SETTINGS.forEach(System::setProperty);
  }

  @Override
  public int run(String... arguments) {
    Optional<Explanation> explanation = probes.explain(name);
    if (explanation.isEmpty()) {
      String names =
          probes.list().stream().map(probe -> probe.name()).collect(Collectors.joining(", "));
      Toolwatch.complain(
          "toolwatch: there is no probe "
              + name
              + (names.isEmpty() ? "; no probe is configured" : "; the probes are " + names));
      return USAGE_ERROR;
    }
    Toolwatch.say(explanation.get().text());
    return explanation.get().success() ? 0 : FAILURE;
  }

  /** Deletes what {@link #prepare} has made. To be called when the store is closed. */
  static void cleanUp() {
    if (directory == null) {
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      List<Path> inner = all.sorted(Comparator.reverseOrder()).toList();
      for (Path path : inner) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      Toolwatch.complain("toolwatch: cannot delete " + directory + ": " + e.getMessage());
    }
  }
}
