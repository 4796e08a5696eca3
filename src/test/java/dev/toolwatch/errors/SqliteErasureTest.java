package dev.toolwatch.errors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.store.StoreLocation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteErasureTest extends ErasureContract {
  @TempDir Path directory;

  @Override
  StoreLocation place() {
    return new StoreLocation.Directory(directory.resolve("store"));
  }

  @Override
  String url() {
    return "jdbc:sqlite:" + directory.resolve("store").resolve("toolwatch.db");
  }

  /** What docs/privacy.md says to do for what is left in free pages. */
  @Test
  void files_haveNothingAfterAVacuum() throws IOException, SQLException {
    userIsFoundNowhere_andSumsStay();
    store.close();
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("DELETE FROM erasures");
      statement.executeUpdate("VACUUM");
      statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }
    try (Stream<Path> files = Files.list(directory.resolve("store"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(hasBytes(Files.readAllBytes(file), USER)).as(file.toString()).isFalse();
      }
    }
  }
}
