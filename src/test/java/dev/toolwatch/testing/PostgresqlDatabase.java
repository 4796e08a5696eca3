package dev.toolwatch.testing;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A new database for each test of a class, of a real PostgreSQL server that other classes use as well. */
public final class PostgresqlDatabase implements BeforeEachCallback, AfterAllCallback {
  private final List<String> made = new ArrayList<>();
  private String name;

  @Override
  public void beforeEach(ExtensionContext test) throws SQLException {
    name = PostgresqlServer.shared().createDatabase();
    made.add(name);
  }

  @Override
  public void afterAll(ExtensionContext tests) throws SQLException {
    for (String database : made) {
      PostgresqlServer.shared().dropDatabase(database);
    }
    made.clear();
  }

  /** The address of the test's own database. */
  public String url() {
    return PostgresqlServer.shared().url(name);
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** Executes a statement that it cannot execute in itself, such as one that changes it. */
  public void execute(String sql) throws SQLException {
    PostgresqlServer.shared().execute(sql);
  }
}
