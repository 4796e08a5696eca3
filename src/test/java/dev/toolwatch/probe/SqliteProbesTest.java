package dev.toolwatch.probe;

import dev.toolwatch.store.StoreLocation;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** In a file, for one process. */
class SqliteProbesTest extends ProbesContract {
  @TempDir Path directory;

  @Override
  StoreLocation place() {
    return new StoreLocation.Directory(directory);
  }
}
