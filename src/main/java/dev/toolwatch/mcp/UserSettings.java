package dev.toolwatch.mcp;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;
import java.util.Optional;

/** How users are told apart. */
@ConfigMapping(prefix = "toolwatch.users")
interface UserSettings {
  /** Span attributes that identify a user; the first that is there stands. */
  @WithDefault("enduser.pseudo.id,enduser.id,user.id,user.hash,mcp.actor_id,jwt.sub")
  Optional<List<String>> attributes();

  /**
   * Secret under which identities become pseudonyms, at least 16 characters; without one a key is
   * generated once and kept in {@code toolwatch.store.path}.
   */
  Optional<String> key();
}
