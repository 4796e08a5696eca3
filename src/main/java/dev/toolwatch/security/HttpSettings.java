package dev.toolwatch.security;

import io.smallrye.config.ConfigMapping;
import java.util.List;
import java.util.Optional;

/** What the HTTP ports answer to. */
@ConfigMapping(prefix = "toolwatch.http")
interface HttpSettings {
  /**
   * The host names that the HTTP ports answer to, besides localhost and IP addresses. Requests for
   * other names get 421. Not set: only localhost if all ports are bound to loopback, otherwise any
   * name.
   */
  Optional<List<String>> allowedHosts();
}
