package dev.toolwatch.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends StoreContract {
  @TempDir Path directory;

  @Override
  StoreLocation place() {
    return new StoreLocation.Directory(directory.resolve("store"));
  }
}
