package dev.toolwatch.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.toolwatch.testing.Program;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every sketch of these answers together would take 1 GB. */
class LongPastTest {
  private static final String END = "2026-11-02T00:00:00Z";

  @TempDir Path directory;

  @Test
  void queriesOverThreeYears_inASmallHeap_areAnswered() {
    run("-Xmx256m", "false");
    List<String> log = run("-Xmx72m");
    long days = 20L * LongPast.DAYS * 1000;
    long hours = 20L * LongPast.HOUR_DAYS * 24 * 1000;
    long tools = 20L * 50 * LongPast.WEEK_DAYS / 7 * 1000;
    assertThat(log)
        .last()
        .isEqualTo("{days=" + days + ", hours=" + hours + ", tools=" + tools + "}");
  }

  private List<String> run(String heap, String... fill) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-cp",
                System.getProperty("java.class.path"),
                LongPast.class.getName(),
                directory.resolve("store").toString(),
                END));
    command.addAll(List.of(fill));
    try (Program program = new Program(directory.resolve("log"), command)) {
      await().atMost(Duration.ofMinutes(2)).until(() -> !program.isRunning());
      return program.log();
    }
  }
}
