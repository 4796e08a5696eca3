package dev.toolwatch.traces;

import dev.toolwatch.store.StoreLocation;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteHotspotsTest extends HotspotsContract {
  @TempDir Path directory;

  @Override
  StoreLocation place() {
    return new StoreLocation.Directory(directory.resolve("store"));
  }
}
