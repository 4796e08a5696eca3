package dev.toolwatch.security;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who may come in. */
@ConfigMapping(prefix = "toolwatch.auth")
interface AuthSettings {
  /** Whether tokens are demanded where there are any, and there must be some but on loopback. */
  @WithDefault("true")
  @WithConverter(TrueOrFalse.class)
  boolean enabled();

  /** Tokens by their names. */
  Map<String, TokenSettings> tokens();

  /** A file of tokens, one a line; read again when it changes. */
  Optional<Path> tokenFile();

  /** One token: itself or its hash, and its roles. */
  interface TokenSettings {
    /** The token itself, of at least 16 characters. */
    Optional<String> token();

    /** The token's SHA-256 in hexadecimal, instead of the token. */
    Optional<String> hash();

    /** What it may do: ingest, scrape, read, admin. */
    Optional<List<String>> roles();
  }
}
