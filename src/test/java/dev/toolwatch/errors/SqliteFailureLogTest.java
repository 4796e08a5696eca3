package dev.toolwatch.errors;

import dev.toolwatch.store.StoreLocation;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteFailureLogTest extends FailureLogContract {
  @TempDir Path directory;

  @Override
  StoreLocation place() {
    return new StoreLocation.Directory(directory.resolve("store"));
  }
}
