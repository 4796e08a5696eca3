package dev.toolwatch.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Set;
import org.jboss.logging.Logger;

/** The database at a location. For SQLite it looks after the file. Thread-safe. */
final class DatabaseSource {
  private static final Logger LOG = Logger.getLogger(DatabaseSource.class);

  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final StoreLocation place;

  DatabaseSource(StoreLocation place) {
    this.place = place;
  }

  /** The database, which has no connection yet. Makes SQLite's file if there is none. */
  Database database() {
    if (place instanceof StoreLocation.Server server) {
      return Database.postgresql(server.url(), server.user(), server.password());
    }
    StoreLocation.Directory directory = (StoreLocation.Directory) place;
    makeFile(directory);
    return Database.sqlite(directory.file());
  }

  /** Makes the schema that the address of a PostgreSQL database names, if there is none. */
  void makeSchema(Database database) throws SQLException {
    if (place instanceof StoreLocation.Server server && server.schema().isPresent()) {
      database.makeSchema(server.schema().get());
    }
  }

  private static void makeFile(StoreLocation.Directory directory) {
    try {
      Files.createDirectories(directory.path());
      Path file = directory.file();
      if (!Files.exists(file)
          && Files.getFileStore(directory.path()).supportsFileAttributeView("posix")) {
        // It holds users' pseudonyms.
        Files.createFile(file, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
      }
    } catch (AccessDeniedException e) {
      throw new StoreException(
          "the store's directory cannot be used: access to " + e.getFile() + " is denied", e);
    } catch (IOException e) {
      throw new StoreException("the store's directory cannot be used: " + e, e);
    }
  }

  /** Whether the file has been deleted. A file that is open goes on working until it is closed. */
  boolean isGone() {
    return place instanceof StoreLocation.Directory directory && !Files.exists(directory.file());
  }

  /** What to throw after a failure. Moves a corrupt file aside; the database has to be closed. */
  StoreException failure(String what, Exception cause, Instant now) {
    if (place instanceof StoreLocation.Directory directory && CorruptFile.isReasonOf(cause)) {
      Path file = directory.file();
      try {
        Path aside = CorruptFile.moveAside(file, now);
        LOG.errorf(
            "The store %s is corrupt: %s. It was moved to %s, and a new store is made. Earlier"
                + " roll-ups are only in the old file.",
            file, cause.getMessage(), aside);
      } catch (IOException e) {
        return new StoreException(
            "the store " + file + " is corrupt and cannot be moved aside: " + e, cause);
      }
    }
    return new StoreException("the store " + what + ": " + cause.getMessage(), cause);
  }
}
