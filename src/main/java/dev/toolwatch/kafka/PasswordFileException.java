package dev.toolwatch.kafka;

import java.io.IOException;
import java.nio.file.Path;

/** The file with the password cannot be read. */
final class PasswordFileException extends IOException {
  private static final long serialVersionUID = 1L;

  PasswordFileException(Path file, IOException cause) {
    // The cause's message is often the path alone.
    super(
        "toolwatch.kafka.password-file "
            + file
            + " cannot be read: "
            + cause.getClass().getSimpleName());
  }
}
