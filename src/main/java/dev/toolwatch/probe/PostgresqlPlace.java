package dev.toolwatch.probe;

import java.util.Optional;

/**
 * Where a database is.
 *
 * @param host without brackets
 * @param database its name, percent-encoded
 * @param sslMode as pgjdbc and libpq have it; by default TLS is used if the server has it
 * @param sslRootCert a file of authorities for {@code verify-ca} and {@code verify-full}
 */
record PostgresqlPlace(
    String host,
    int port,
    String database,
    Optional<String> sslMode,
    Optional<String> sslRootCert) {
  /** As pgjdbc wants it. */
  String url() {
    String literal = host.indexOf(':') < 0 ? host : "[" + host + "]";
    return "jdbc:postgresql://" + literal + ":" + port + "/" + database;
  }
}
