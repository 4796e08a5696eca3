package dev.toolwatch.store;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreTest extends StoreContract {
  @TempDir Path directory;

  @Override
  StoreLocation place() {
    return new StoreLocation.Directory(directory.resolve("store"));
  }

  @Override
  String refusalOfLargeRows() {
    return "CREATE TRIGGER refusal BEFORE INSERT ON rollups WHEN NEW.operations > 99"
        + " BEGIN SELECT RAISE(ABORT, 'refused'); END";
  }
}
