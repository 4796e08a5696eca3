package dev.toolwatch.security;

import dev.toolwatch.testing.OwnDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Tokens of every origin, one for each role. */
final class TestTokens {
  static final Path FILE = OwnDirectory.of("test-tokens").resolve("tokens");

  static final String UNKNOWN = "sesame-of-nobody-0123456789";

  private TestTokens() {}

  /** Of both kinds of settings and both kinds of lines. */
  static Map<String, String> settings() {
    try {
      Files.createDirectories(FILE.getParent());
      Files.write(
          FILE,
          List.of(
              "# reads the API",
              "reader read " + of(Role.READ),
              "chief admin {sha256}" + hash(of(Role.ADMIN))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.of(
        "toolwatch.auth.tokens.\"sender\".token", of(Role.INGEST),
        "toolwatch.auth.tokens.\"sender\".roles", "ingest",
        "toolwatch.auth.tokens.\"prometheus\".hash", hash(of(Role.SCRAPE)),
        "toolwatch.auth.tokens.\"prometheus\".roles", "scrape",
        "toolwatch.auth.token-file", FILE.toString());
  }

  static String of(Role role) {
    return "sesame-to-" + role.name().toLowerCase(Locale.ROOT) + "-0123456789";
  }

  static String bearer(Role role) {
    return "Bearer " + of(role);
  }

  static String hash(String token) {
    return Token.plain("any", EnumSet.of(Role.READ), token).hash();
  }
}
