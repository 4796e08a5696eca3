package dev.toolwatch.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes are in {@code StorageIT}. */
class StoreLockTest {
  private static final StoreLock.Owner FIRST =
      new StoreLock.Owner(4711, "warehouse", Instant.parse("2026-11-26T12:00:00Z"));
  private static final StoreLock.Owner SECOND =
      new StoreLock.Owner(4712, "warehouse", Instant.parse("2026-11-26T13:00:00Z"));

  @TempDir Path directory;

  private StoreLocation.Directory store() {
    return new StoreLocation.Directory(directory.resolve("store"));
  }

  @Test
  void second_isRefused_andToldTheFileAndTheProcess() throws IOException {
    try (StoreLock first = StoreLock.take(store(), FIRST)) {
      assertThat(first).isNotNull();
      assertThatThrownBy(() -> StoreLock.take(store(), SECOND))
          .isInstanceOf(StoreInUseException.class)
          .hasMessageContaining(directory.resolve("store/toolwatch.db").toString())
          .hasMessageContaining("process 4711 on warehouse, started 2026-11-26T12:00:00Z");
    }
  }

  @Test
  void afterTheFirst_itIsFree() throws IOException {
    StoreLock.take(store(), FIRST).close();
    try (StoreLock second = StoreLock.take(store(), SECOND)) {
      assertThat(second).isNotNull();
      assertThat(directory.resolve("store/toolwatch.lock")).hasContent(SECOND.toString());
    }
  }

  /** What a crash leaves: the file without the lock. */
  @Test
  void fileOfOneThatIsGone_doesNotMatter() throws IOException {
    Files.createDirectories(directory.resolve("store"));
    Files.writeString(directory.resolve("store/toolwatch.lock"), "x".repeat(10_000));
    try (StoreLock second = StoreLock.take(store(), SECOND)) {
      assertThat(second).isNotNull();
      assertThat(directory.resolve("store/toolwatch.lock")).hasContent(SECOND.toString());
    }
  }

  @Test
  void noDirectory_isNotUse() throws IOException {
    Files.createFile(directory.resolve("store"));
    assertThatThrownBy(() -> StoreLock.take(store(), SECOND))
        .isInstanceOf(IOException.class)
        .isNotInstanceOf(StoreInUseException.class);
  }
}
