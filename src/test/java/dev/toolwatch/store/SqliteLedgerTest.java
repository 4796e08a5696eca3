package dev.toolwatch.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteLedgerTest extends LedgerContract {
  @TempDir Path directory;

  @Override
  StoreLocation place() {
    return new StoreLocation.Directory(directory.resolve("store"));
  }
}
