package dev.toolwatch.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.io.TempDir;

class SqliteAuditTest extends AuditContract {
  @TempDir Path directory;

  @Override
  StoreLocation place() {
    return new StoreLocation.Directory(directory.resolve("store"));
  }

  @Override
  String url() {
    return "jdbc:sqlite:" + directory.resolve("store").resolve("toolwatch.db");
  }

  @Override
  void unguarded(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("DROP TRIGGER audit_unchanged");
      statement.executeUpdate("DROP TRIGGER audit_undeleted");
      statement.executeUpdate(sql);
    }
  }
}
