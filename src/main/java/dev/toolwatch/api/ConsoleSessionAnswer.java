package dev.toolwatch.api;

import dev.toolwatch.security.Identity;
import dev.toolwatch.security.Role;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;

/**
 * Who asks, as the console shows it.
 *
 * @param authentication what requests need: {@code token} or {@code none}
 * @param name the name of the token; null if none is needed
 * @param role {@code admin} or {@code read}
 * @param canChange whether requests that change something are admitted
 * @param expiresAt when the session ends; null for who has none
 */
@RegisterForReflection
record ConsoleSessionAnswer(
    String authentication, String name, String role, boolean canChange, Instant expiresAt) {
  static ConsoleSessionAnswer of(Identity identity) {
    boolean admin = identity.has(Role.ADMIN);
    return new ConsoleSessionAnswer(
        identity.hasToken() ? "token" : "none",
        identity.hasToken() ? identity.token() : null,
        admin ? "admin" : "read",
        admin,
        identity.expiresAt());
  }
}
