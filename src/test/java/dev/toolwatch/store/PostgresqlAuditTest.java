package dev.toolwatch.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolwatch.testing.PostgresqlDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** On a real server, each test in a database of its own. */
class PostgresqlAuditTest extends AuditContract {
  @RegisterExtension static final PostgresqlDatabase DATABASE = new PostgresqlDatabase();

  @Override
  StoreLocation place() {
    return new StoreLocation.Server(DATABASE.url(), null, null);
  }

  @Override
  String url() {
    return DATABASE.url();
  }

  @Override
  void unguarded(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("ALTER TABLE audit DISABLE TRIGGER ALL");
      statement.executeUpdate(sql);
    }
  }

  @Test
  void table_isNotEmptiedEither() {
    try (Store store = StoreContract.at(place(), Instant.parse("2026-08-03T00:00:00Z"))) {
      store.open();
      assertThatThrownBy(
              () -> {
                try (Connection connection = DriverManager.getConnection(url());
                    Statement statement = connection.createStatement()) {
                  statement.executeUpdate("TRUNCATE audit");
                }
              })
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("audit trail");
      assertThat(new AuditLog(store.transactions(), StoreContract.RETENTION.days()).check())
          .isEqualTo(new AuditChain(0, null));
    }
  }
}
