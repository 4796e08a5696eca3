package dev.toolwatch.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The key for pseudonyms, either configured or generated once and kept in a file. */
final class UserKey {
  private static final Logger LOG = Logger.getLogger(UserKey.class);

  /** The setting of the key under which users are shown, and counted if there is no other. */
  static final String SETTING = "toolwatch.users.key";

  /** The setting of the key under which users have been counted so far. */
  static final String COUNTING = "toolwatch.users.counting-key";

  /** The value of the latter for the key in the file. */
  private static final String GENERATED = "generated";

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
      return checked(configured.get().getBytes(UTF_8), SETTING);
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

  /**
   * Returns the key under which users have been counted so far.
   *
   * @param configured the key from the settings, or {@code generated} for the one in the file
   * @param directory where a generated key is
   * @throws IllegalArgumentException if the key is too short, or the file cannot be read: with a new key,
   *     all counts of users would begin again
   */
  static byte[] counting(String configured, Path directory) {
    if (!configured.equals(GENERATED)) {
      return checked(configured.getBytes(UTF_8), COUNTING);
    }
    Path file = directory.resolve(FILE);
    try {
      return checked(Files.readAllBytes(file), file.toString());
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(
          "%s is \"%s\", but there is no file %s: put back the one under which users have been counted,"
                  .formatted(COUNTING, GENERATED, file)
              + " or unset the setting, and counts begin again");
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s is \"%s\", but the key in %s cannot be read: %s"
              .formatted(COUNTING, GENERATED, file, e),
          e);
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
