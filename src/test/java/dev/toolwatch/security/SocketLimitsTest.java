package dev.toolwatch.security;

import static java.nio.file.Files.writeString;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections within the file descriptors that the process may have. */
class SocketLimitsTest {
  @TempDir Path process;

  @ParameterizedTest
  @CsvSource({
    // configured, descriptors, open, otlp, others
    "10000, 1048576, 100, 10000, 250",
    "10000, 4096, 100, 3368, 250",
    "10000, 1024, 74, 618, 102",
    "100, 1024, 74, 100, 102",
    "10000, 500, 60, 234, 39",
    "10000, 100, 60, 24, 4",
  })
  void limits_leaveDescriptorsForTheRest(
      int configured, long descriptors, long open, int otlp, int others) {
    assertThat(SocketLimits.of(configured, new Descriptors(descriptors, open)))
        .isEqualTo(new SocketLimits(otlp, others, others));
  }

  @Test
  void descriptorsUnknown_limitIsAsConfigured() {
    assertThat(SocketLimits.of(10_000, Descriptors.UNKNOWN).otlp()).isEqualTo(10_000);
  }

  @Test
  void descriptors_areReadFromProc() throws IOException {
    writeString(
        process.resolve("limits"),
        """
        Limit                     Soft Limit           Hard Limit           Units
        Max processes             95683                95683                processes
        Max open files            500                  1048576              files
        """);
    Files.createDirectory(process.resolve("fd"));
    writeString(process.resolve("fd/0"), "");
    writeString(process.resolve("fd/1"), "");
    assertThat(Descriptors.read(process)).isEqualTo(new Descriptors(500, 2));
  }

  @Test
  void descriptors_unlimitedOrUnreadable_areUnknown() throws IOException {
    assertThat(Descriptors.read(process)).isEqualTo(Descriptors.UNKNOWN);
    writeString(process.resolve("limits"), "Max open files   unlimited   unlimited   files\n");
    Files.createDirectory(process.resolve("fd"));
    assertThat(Descriptors.read(process)).isEqualTo(Descriptors.UNKNOWN);
  }
}
