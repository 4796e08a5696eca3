package dev.toolwatch.security;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Access control. */
@ConfigMapping(prefix = "toolwatch.auth")
interface AuthSettings {
  /** Whether tokens are required, if there are any. Every address but loopback must have some. */
  @WithDefault("true")
  boolean enabled();

  /** Tokens by their names. */
  Map<String, TokenSettings> tokens();

  /** A file with one token a line; read again when it changes. */
  Optional<Path> tokenFile();

  /** One token: the token or its hash, and its roles. */
  interface TokenSettings {
    /** The token, with at least 16 characters. */
    Optional<String> token();

    /** The token's SHA-256 in hexadecimal, instead of the token. */
    Optional<String> hash();

    /** The token's roles: ingest, scrape, read, alert, admin. */
    Optional<List<String>> roles();

    /** The tenant that the token belongs to; the default tenant where it is not given. */
    Optional<String> tenant();
  }
}
