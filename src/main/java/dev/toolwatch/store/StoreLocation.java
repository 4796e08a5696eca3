package dev.toolwatch.store;

import java.nio.file.Path;
import java.util.Objects;

/** Where the store is. */
public sealed interface StoreLocation {
  /** A file {@code toolwatch.db} in a directory, for one process. */
  record Directory(Path path) implements StoreLocation {
    public Directory {
      Objects.requireNonNull(path, "path");
    }

    Path file() {
      return path.resolve("toolwatch.db");
    }
  }

  /**
   * A server that speaks PostgreSQL's protocol, for any number of replicas.
   *
   * @param url {@code jdbc:postgresql://host:port/database?parameters}
   * @param user or null, for one in the address
   * @param password or null
   */
  record Server(String url, String user, String password) implements StoreLocation {
    public Server {
      if (!url.startsWith("jdbc:postgresql:")) {
        throw new IllegalArgumentException("no address of a PostgreSQL server: " + url);
      }
    }

    @Override
    public String toString() {
      return "Server[" + url.replaceAll("\\?.*", "") + "]";
    }
  }
}
