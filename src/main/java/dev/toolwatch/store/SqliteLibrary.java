package dev.toolwatch.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.jboss.logging.Logger;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * SQLite itself, a native library that the driver brings in its jar. It is kept beside the database,
 * under one name: the driver would unpack it at every start, and a process that is killed leaves its
 * copy behind.
 */
final class SqliteLibrary {
  private static final Logger LOG = Logger.getLogger(SqliteLibrary.class);

  private static final String LIBRARY_DIRECTORY = "org.sqlite.lib.path";

  private static final int CHUNK_BYTES = 65_536;

  /** The driver loads it once: every other directory would be one too many. */
  private static boolean kept;

  private SqliteLibrary() {}

  /**
   * Has the driver load it from a directory, whatever it was told before. Where that fails the driver
   * unpacks it into {@code java.io.tmpdir}.
   */
  static synchronized void keepIn(Path directory) {
    if (kept) {
      return;
    }
    try {
      Path library = directory.toAbsolutePath().resolve(LibraryLoaderUtil.getNativeLibName());
      if (!isIn(library)) {
        Path fresh = library.resolveSibling(library.getFileName() + ".new");
        try (InputStream bundled = bundled()) {
          Files.copy(bundled, fresh, StandardCopyOption.REPLACE_EXISTING);
        }
        // A process that has loaded the one before keeps that.
        Files.move(fresh, library, StandardCopyOption.ATOMIC_MOVE);
      }
      System.setProperty(LIBRARY_DIRECTORY, library.getParent().toString());
      kept = true;
    } catch (IOException e) {
      LOG.warnf("SQLite's library cannot be kept in %s: %s", directory, e);
    }
  }

  /** Byte by byte: what is loaded is to be what was built in. */
  private static boolean isIn(Path file) throws IOException {
    try (InputStream bundled = bundled();
        InputStream there = Files.newInputStream(file)) {
      byte[] chunk;
      do {
        chunk = bundled.readNBytes(CHUNK_BYTES);
        if (!Arrays.equals(chunk, there.readNBytes(CHUNK_BYTES))) {
          return false;
        }
      } while (chunk.length > 0);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private static InputStream bundled() throws IOException {
    String name =
        LibraryLoaderUtil.getNativeLibResourcePath() + "/" + LibraryLoaderUtil.getNativeLibName();
    InputStream bundled = SQLiteJDBCLoader.class.getResourceAsStream(name);
    if (bundled == null) {
      throw new NoSuchFileException(name);
    }
    return bundled;
  }
}
