package dev.toolwatch.store;

import java.sql.Connection;
import java.sql.SQLException;

/** What is done on a connection in one transaction. */
@FunctionalInterface
interface ConnectionWork<T> {
  T on(Connection connection) throws SQLException;
}
