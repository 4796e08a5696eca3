package dev.toolwatch.errors;

import dev.toolwatch.store.StoreLocation;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteErrorGroupsTest extends ErrorGroupsContract {
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
