package dev.toolwatch.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A shorter form of bench/faults.sh. */
@Timeout(120)
@Tag("long")
class FaultsIT {
  private static final Duration LASTING = Duration.ofSeconds(4);

  @TempDir Path directory;

  static Stream<String> faults() {
    return Faults.all().keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("faults")
  void fault_healthTellsOfIt_andWhatWasAcknowledgedIsStored(String fault) throws Exception {
    Faults.all().get(fault).run(new Faults(directory, LASTING));
  }
}
