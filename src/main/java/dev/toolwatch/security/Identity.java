package dev.toolwatch.security;

import dev.toolwatch.tenant.CurrentTenant;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Set;

/**
 * The sender of an admitted request. Immutable.
 *
 * @param token the name of the token; empty if no token is required
 * @param roles what the token may do
 * @param tenant the tenant of the token; empty if it names none
 * @param expiresAt when the sender's session of the console ends; null without a session
 */
public record Identity(String token, Set<Role> roles, String tenant, Instant expiresAt)
    implements Admission {
  private static final String KEY = Identity.class.getName();

  /** A sender who needs no token. */
  static final Identity ANYONE = new Identity("", Set.of(Role.values()), "", null);

  /** A sender of whom nothing is known yet, who may do nothing. */
  static final Identity NOBODY = new Identity("", Set.of(), "", null);

  /** A sender whose token has been taken back. */
  static final Identity GONE = new Identity("a token that is gone", Set.of(), "", null);

  public Identity {
    roles = Set.copyOf(roles);
  }

  /** Whether the sender has a token. */
  public boolean hasToken() {
    return !token.isEmpty();
  }

  /** Whether the sender may do what a role allows. */
  public boolean has(Role role) {
    return role.isGrantedBy(roles);
  }

  /** The same sender with a session. */
  Identity until(Instant end) {
    return new Identity(token, roles, tenant, end);
  }

  void attachTo(RoutingContext context) {
    context.put(KEY, this);
    CurrentTenant.attach(context, tenant);
  }

  /**
   * The identity that access control attached to a request of the API's port.
   *
   * @throws IllegalStateException if the request did not pass access control
   */
  public static Identity of(RoutingContext context) {
    Identity identity = context.get(KEY);
    if (identity == null) {
      throw new IllegalStateException("the request did not pass access control");
    }
    return identity;
  }
}
