package dev.toolwatch.store;

import java.sql.Connection;
import java.sql.SQLException;

/** What is done in one transaction. */
@FunctionalInterface
interface Work<T> {
  T on(Connection connection) throws SQLException;
}
