package dev.toolwatch.store;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.Driver;

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

    @Override
    public String toString() {
      return file().toString();
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
    /** A database on this machine, or after hosts with ports. */
    private static final Pattern FORM =
        Pattern.compile(
            "jdbc:postgresql:(//(HOST(,HOST)*)?/)?[^/]*(\\?.*)?"
                .replace("HOST", "(\\[[0-9A-Fa-f:.]+]|[\\w.-]+)(:\\d{1,5})?"));

    private static final Pattern SCHEMA =
        Pattern.compile("[?&]currentSchema=(?:%22)?([\\w-]+)(?:%22)?(?:&|$)");

    public Server {
      // No message may show any of it: a password can be where none should be. What the driver
      // does not understand, it writes to the log.
      if (url.contains("@")) {
        throw new IllegalArgumentException(
            "toolwatch.store.url must not contain @: the user and the password belong in"
                + " toolwatch.store.username and toolwatch.store.password");
      }
      if (!FORM.matcher(url).matches() || Driver.parseURL(url, null) == null) {
        throw new IllegalArgumentException(
            "toolwatch.store.url is not an address such as jdbc:postgresql://host:5432/database");
      }
    }

    /** The single schema that the address names; empty if it names none. */
    Optional<String> schema() {
      Matcher named = SCHEMA.matcher(url);
      return named.find() ? Optional.of(named.group(1)) : Optional.empty();
    }

    @Override
    public String toString() {
      return url.replaceAll("\\?.*", "");
    }
  }
}
