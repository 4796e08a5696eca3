package dev.toolwatch.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.sqlite.SQLiteException;

/** A file that is no database of SQLite's, or one no more. */
final class CorruptFile {
  /** SQLITE_CORRUPT and SQLITE_NOTADB, https://www.sqlite.org/rescode.html; higher bits tell more. */
  private static final int CORRUPT = 11;

  private static final int NOT_A_DATABASE = 26;

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

  private CorruptFile() {}

  /** Whether that is what a failure means. */
  static boolean isReasonOf(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLiteException sqlite) {
        int code = sqlite.getResultCode().code & 0xff;
        if (code == CORRUPT || code == NOT_A_DATABASE) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Moves the file aside, with its log.
   *
   * @return where it is now
   */
  static Path moveAside(Path file, Instant now) throws IOException {
    Path aside = Path.of(file + ".corrupt-" + STAMP.format(now));
    Files.move(file, aside);
    for (String suffix : new String[] {"-wal", "-shm"}) {
      Path beside = Path.of(file + suffix);
      if (Files.exists(beside)) {
        Files.move(beside, Path.of(aside + suffix));
      }
    }
    return aside;
  }
}
