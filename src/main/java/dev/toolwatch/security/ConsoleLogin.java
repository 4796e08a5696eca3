package dev.toolwatch.security;

import dev.toolwatch.security.ConsoleSessions.Ending;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Exchanges tokens for sessions of the console, so that a browser keeps no token. Thread-safe; never
 * blocks.
 */
@ApplicationScoped
public class ConsoleLogin {
  private final AccessControl access;
  private final ConsoleSessions sessions;
  private final AccessListener listener;

  ConsoleLogin(AccessControl access, ConsoleSessions sessions, AccessListener listener) {
    this.access = access;
    this.sessions = sessions;
    this.listener = listener;
  }

  /** Whether requests need no token, and so no session either. */
  public boolean isOpen() {
    return access.isOpen();
  }

  /**
   * Opens a session and gives its cookie to the sender of a request. A token that is refused is
   * counted as one that comes with a request.
   */
  public Admission logIn(String token, HttpServerRequest request) {
    if (access.isOpen()) {
      return Identity.ANYONE;
    }
    Token known = access.find(token);
    if (known == null) {
      return access.refused(Refusal.Reason.UNKNOWN, Role.READ, request, Identity.NOBODY);
    }
    if (!known.grants(Role.READ)) {
      return access.refused(Refusal.Reason.FORBIDDEN, Role.READ, request, known.identity());
    }
    end(request);
    ConsoleSessions.Opened session = sessions.open(known.hash());
    SessionCookie.set(request, session.id(), sessions.lifetime());
    listener.signedIn(known.identity(), address(request));
    return known.identity().until(session.expiresAt());
  }

  /** Ends the session of a request's sender, if there is one. */
  public void logOut(HttpServerRequest request) {
    end(request);
    SessionCookie.clear(request);
  }

  private void end(HttpServerRequest request) {
    ConsoleSession session = sessions.close(SessionCookie.of(request), Ending.LOGOUT);
    if (session != null) {
      Token token = access.findByHash(session.tokenHash());
      listener.signedOut(token == null ? Identity.GONE : token.identity(), address(request));
    }
  }

  private static String address(HttpServerRequest request) {
    SocketAddress sender = request.remoteAddress();
    return sender == null ? "" : sender.hostAddress();
  }
}
