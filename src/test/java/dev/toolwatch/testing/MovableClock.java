package dev.toolwatch.testing;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * The clock of another process, moved by libfaketime (Debian's package {@code libfaketime}) while the
 * process runs. Monotonic time stays as it is, as it does when a machine's clock is set.
 */
public final class MovableClock {
  private static final Path LIBRARIES = Path.of("/usr/lib");

  private final Path file;
  private final Path next;

  /** A clock that is right. */
  public MovableClock(Path directory) throws IOException {
    file = directory.resolve("clock").toAbsolutePath();
    next = directory.resolve("clock.next").toAbsolutePath();
    move(Duration.ZERO);
  }

  /** Moves it that far from the machine's clock. */
  public void move(Duration ahead) throws IOException {
    Files.writeString(next, "%+d".formatted(ahead.toSeconds()));
    Files.move(next, file, ATOMIC_MOVE);
  }

  /** The environment of the process whose clock this is. */
  public String[] environment() throws IOException {
    return new String[] {
      "LD_PRELOAD=" + library(),
      "FAKETIME_TIMESTAMP_FILE=" + file,
      "FAKETIME_NO_CACHE=1",
      "FAKETIME_DONT_FAKE_MONOTONIC=1",
      // Otherwise waits of monotonic time end at once.
      "FAKETIME_FORCE_MONOTONIC_FIX=0",
    };
  }

  private static Path library() throws IOException {
    try (Stream<Path> machines = Files.list(LIBRARIES)) {
      return machines
          .map(machine -> machine.resolve("faketime/libfaketimeMT.so.1"))
          .filter(Files::exists)
          .findFirst()
          .orElseThrow(() -> new AssertionError("there is no libfaketime below " + LIBRARIES));
    }
  }
}
