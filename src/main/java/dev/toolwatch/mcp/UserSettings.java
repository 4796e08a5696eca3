package dev.toolwatch.mcp;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** How users are identified. */
@ConfigMapping(prefix = "toolwatch.users")
interface UserSettings {
  /** Span attributes that identify a user. The first one present is used. */
  @WithDefault("enduser.pseudo.id,enduser.id,user.id,user.hash,mcp.actor_id,jwt.sub")
  Optional<List<String>> attributes();

  /**
   * Secret that turns identities into pseudonyms, at least 16 characters. If it is not set, a key
   * is generated once and kept in {@code toolwatch.store.path}.
   */
  Optional<String> key();

  /**
   * The key under which users have been counted so far, if {@link #key()} is a new one: {@code generated} for
   * the one that was generated. If it is not set, users are counted and shown under one key.
   */
  Optional<String> countingKey();
}
