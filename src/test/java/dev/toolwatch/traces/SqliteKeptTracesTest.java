package dev.toolwatch.traces;

import dev.toolwatch.store.StoreLocation;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteKeptTracesTest extends KeptTracesContract {
  @TempDir Path directory;

  @Override
  StoreLocation place() {
    return new StoreLocation.Directory(directory.resolve("store"));
  }

  @Override
  String url() {
    return "jdbc:sqlite:" + directory.resolve("store").resolve("toolwatch.db");
  }
}
