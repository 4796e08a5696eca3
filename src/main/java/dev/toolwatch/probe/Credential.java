package dev.toolwatch.probe;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The token or password of a probe, given or in a file. Thread-safe. */
final class Credential {
  private static final int MAX_BYTES = 64 * 1024;

  private final String given;
  private final Path file;

  /**
   * @param given null for none
   * @param file read each time, so that a token can be renewed; null for none
   */
  Credential(String given, Path file) {
    this.given = given;
    this.file = file;
  }

  /**
   * What it is now, without blanks around it; empty if the probe has none.
   *
   * @throws CheckFailure if its file cannot be read or is empty; names the file
   */
  Optional<String> read() throws CheckFailure {
    if (file == null) {
      return Optional.ofNullable(given);
    }
    String token = content().strip();
    if (token.isEmpty()) {
      throw new CheckFailure(Verdict.DOWN, "the token file " + file + " is empty");
    }
    return Optional.of(token);
  }

  private String content() throws CheckFailure {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] content = in.readNBytes(MAX_BYTES + 1);
      if (content.length > MAX_BYTES) {
        throw new CheckFailure(Verdict.DOWN, "the token file " + file + " is larger than 64 kB");
      }
      return new String(content, UTF_8);
    } catch (IOException e) { // its message may say no more than the path
      throw new CheckFailure(
          Verdict.DOWN,
          "the token file " + file + (Files.exists(file) ? " cannot be read" : " does not exist"));
    }
  }
}
