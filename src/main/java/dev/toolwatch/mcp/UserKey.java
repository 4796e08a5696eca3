package dev.toolwatch.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The key for pseudonyms, either configured or generated once and kept in a file. */
final class UserKey {
  private static final Logger LOG = Logger.getLogger(UserKey.class);

  private static final String FILE = "user-pseudonym.key";
  private static final int MIN_BYTES = 16;
  private static final int BYTES = 32;

  private UserKey() {}

  /**
   * Returns the configured key, or else the one in the file.
   *
   * @param configured the key from the settings
   * @param directory where a generated key is kept; created if it does not exist
   * @throws IllegalArgumentException if the configured key or the one in the file is too short
   */
  static byte[] load(Optional<String> configured, Path directory) {
    if (configured.isPresent()) {
      return checked(configured.get().getBytes(UTF_8), "toolwatch.users.key");
    }
    Path file = directory.resolve(FILE);
    try {
      if (!Files.exists(file)) {
        generate(directory, file);
      }
      return checked(Files.readAllBytes(file), file.toString());
    } catch (IOException | UnsupportedOperationException e) {
      LOG.warnf(
          "Cannot keep the key for users' pseudonyms in %s (%s). Users will look new after a"
              + " restart. Set toolwatch.users.key or a writable toolwatch.store.path.",
          file, e);
      return random();
    }
  }

  private static void generate(Path directory, Path file) throws IOException {
    Files.createDirectories(directory);
    // Write the whole file before giving it its name: another process may start at the same time.
    Path draft =
        Files.createTempFile(
            directory,
            FILE,
            ".tmp",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try {
      Files.write(draft, random());
      Files.createLink(file, draft);
    } catch (FileAlreadyExistsException e) {
      LOG.debugf("Another process created %s first", file);
    } finally {
      Files.delete(draft);
    }
  }

  private static byte[] random() {
    byte[] key = new byte[BYTES];
    new SecureRandom().nextBytes(key);
    return key;
  }

  private static byte[] checked(byte[] key, String source) {
    if (key.length < MIN_BYTES) {
      throw new IllegalArgumentException(
          source + " must have at least " + MIN_BYTES + " bytes, but has " + key.length);
    }
    return key;
  }
}
