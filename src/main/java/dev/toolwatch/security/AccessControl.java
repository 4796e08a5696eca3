package dev.toolwatch.security;

import dev.toolwatch.tenant.Tenants;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Decides which requests are admitted, by bearer tokens (RFC 6750), or sessions of the console in their
 * place, and their roles. Refuses everything until it has started. Thread-safe; never blocks.
 */
@ApplicationScoped
public class AccessControl {
  private static final Logger LOG = Logger.getLogger(AccessControl.class);

  /** A change takes effect when two polls agree, so within twice this time. */
  private static final Duration BETWEEN_POLLS = Duration.ofSeconds(5);

  /** Methods that change nothing. */
  static final Set<HttpMethod> READING =
      Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

  private static final String SCHEME = "Bearer ";
  private static final int ISSUED_BYTES = 32;

  private final AuthSettings settings;
  private final Refusals refusals;
  private final Vertx vertx;
  private final List<Binding> bindings;
  private final AllowedHosts hosts;
  private final ConsoleSessions sessions;
  private final Tenants tenants;
  private volatile KnownTokens tokens;
  private volatile boolean open;

  AccessControl(
      AuthSettings settings,
      HttpSettings http,
      Refusals refusals,
      Vertx vertx,
      ConsoleSessions sessions,
      Tenants tenants,
      @ConfigProperty(name = "toolwatch.host") String host,
      @ConfigProperty(name = "quarkus.http.host") String apiHost,
      @ConfigProperty(name = "quarkus.management.host") String managementHost) {
    this.settings = settings;
    this.refusals = refusals;
    this.vertx = vertx;
    this.sessions = sessions;
    this.tenants = tenants;
    bindings =
        List.of(
            new Binding("toolwatch.host", host),
            new Binding("quarkus.http.host", apiHost),
            new Binding("quarkus.management.host", managementHost));
    hosts = new AllowedHosts(http.allowedHosts(), bindings.stream().allMatch(Binding::isLoopback));
  }

  /** Runs before any port opens. */
  void start(@Observes @Priority(1) StartupEvent startup) {
    try {
      tokens = new KnownTokens(settings.tokens(), settings.tokenFile().map(TokenFile::new));
      if (tokens.tenants().size() > Tenants.MAX) {
        throw new InvalidTokenException(
            "the tokens name %d tenants, but there can be %d"
                .formatted(tokens.tenants().size(), Tenants.MAX));
      }
      if (!settings.enabled() && !tokens.tenants().isEmpty()) {
        throw new InvalidTokenException(
            "toolwatch.auth.enabled is false, but tokens name tenants: without tokens nobody could"
                + " tell whose data a request has");
      }
    } catch (InvalidTokenException e) {
      // For this exception Quarkus shows only the message.
      throw new ConfigurationException("Toolwatch does not start: " + e.getMessage());
    }
    tenants.are(tokens.tenants());
    boolean none = tokens.inForce().isEmpty();
    List<Binding> wide = bindings.stream().filter(binding -> !binding.isLoopback()).toList();
    if (!settings.enabled()) {
      open = true;
      LOG.warnf(
          "Access control is off: toolwatch.auth.enabled=false%s",
          none ? "" : ", although tokens are configured");
    } else if (!none) {
      watchFile();
      LOG.info("Every port requires a token, except for health checks");
    } else if (wide.isEmpty()) {
      open = true;
      LOG.info("No tokens are configured: only this machine has access, without a token");
    } else {
      throw new ConfigurationException(refusalToStart(wide));
    }
  }

  private static String refusalToStart(List<Binding> wide) {
    String addresses = wide.stream().map(Binding::toString).collect(Collectors.joining(", "));
    return """
    Toolwatch does not start: other machines could connect (%s), and there are no tokens.
    Do one of these:
      - Make a token:  openssl rand -hex 32
        and give it:   TOOLWATCH_AUTH_TOKENS_MINE_TOKEN=<the token>
                       TOOLWATCH_AUTH_TOKENS_MINE_ROLES=ingest,scrape,read
        or name a file with one "name roles token" a line: TOOLWATCH_AUTH_TOKEN_FILE=<path>
      - Stay on this machine:  TOOLWATCH_HOST=127.0.0.1
      - Allow everyone who can reach it:  TOOLWATCH_AUTH_ENABLED=false"""
        .formatted(addresses);
  }

  private void watchFile() {
    if (settings.tokenFile().isPresent()) {
      vertx.setPeriodic(
          BETWEEN_POLLS.toMillis(), timer -> vertx.executeBlocking(this::poll, false));
    }
  }

  /** Looks for changes of the token file. It reads the file, so never call it on an event loop. */
  boolean poll() {
    tokens.poll();
    return true;
  }

  /** Whether requests need no token. */
  public boolean isOpen() {
    return open;
  }

  /** Decides whether a request has a role and is not misused by a web page. Counts refusals. */
  public Admission admit(Port port, Role needed, HttpServerRequest request) {
    Refusal misused = misused(port, needed, request);
    if (misused != null) {
      return misused;
    }
    if (open) {
      return Identity.ANYONE;
    }
    if (port == Port.API && !request.headers().contains(HttpHeaders.AUTHORIZATION)) {
      String session = SessionCookie.of(request);
      if (!session.isEmpty()) {
        return ofSession(session, needed, request);
      }
    }
    return admit(port, needed, request.headers(), request.remoteAddress());
  }

  /** By a session of the console, which can do what its token can do now. */
  private Admission ofSession(String id, Role needed, HttpServerRequest request) {
    boolean changes = !READING.contains(request.method());
    if (!CrossSite.isFromOurOwnPage(request.headers(), request.authority(), changes)) {
      return refused(Refusal.Reason.CROSS_SITE, needed, request, Identity.NOBODY);
    }
    ConsoleSession session = sessions.use(id);
    if (session == null) {
      return refused(Refusal.Reason.SESSION, needed, request, Identity.NOBODY);
    }
    Token token = findByHash(session.tokenHash());
    if (token == null) {
      sessions.close(id, ConsoleSessions.Ending.TOKEN);
      return refused(Refusal.Reason.SESSION, needed, request, Identity.NOBODY);
    }
    return token.grants(needed)
        ? token.identity().until(session.expiresAt())
        : refused(Refusal.Reason.FORBIDDEN, needed, request, token.identity());
  }

  /** Why a request is refused whoever sent it, counted; or null. */
  Refusal misused(Port port, Role needed, HttpServerRequest request) {
    HostAndPort authority = request.authority();
    if (port != Port.OTLP_GRPC && !hosts.allow(hostName(request, authority))) {
      return refused(port, Refusal.Reason.HOST, needed, request.remoteAddress(), Identity.NOBODY);
    }
    if (port != Port.API || READING.contains(request.method())) {
      return null;
    }
    if (CrossSite.isFromAnotherSite(request.headers(), authority)) {
      return refused(
          port, Refusal.Reason.CROSS_SITE, needed, request.remoteAddress(), Identity.NOBODY);
    }
    return null;
  }

  /** What cannot be parsed is compared as it was sent: it must not pass for a missing name. */
  private static String hostName(HttpServerRequest request, HostAndPort authority) {
    String sent = authority == null ? request.getHeader(HttpHeaders.HOST) : authority.host();
    return sent == null ? "" : sent;
  }

  private Admission admit(Port port, Role needed, MultiMap headers, SocketAddress sender) {
    List<String> given = headers.getAll(HttpHeaders.AUTHORIZATION);
    if (given.isEmpty()) {
      return refused(port, Refusal.Reason.MISSING, needed, sender, Identity.NOBODY);
    }
    String presented = bearer(given);
    if (presented.isEmpty()) {
      return refused(port, Refusal.Reason.MALFORMED, needed, sender, Identity.NOBODY);
    }
    Token token = find(Token.digest(presented));
    if (token == null) {
      return refused(port, Refusal.Reason.UNKNOWN, needed, sender, Identity.NOBODY);
    }
    return token.grants(needed)
        ? token.identity()
        : refused(port, Refusal.Reason.FORBIDDEN, needed, sender, token.identity());
  }

  /** The token in force that is this one; null if there is none. */
  Token find(String presented) {
    return Token.isWellFormed(presented) ? find(Token.digest(presented)) : null;
  }

  /** The token in force that has this digest, in hexadecimal; null if there is none. */
  Token findByHash(String hash) {
    return find(HexFormat.of().parseHex(hash));
  }

  private Token find(byte[] digest) {
    KnownTokens known = tokens;
    return known == null ? null : known.inForce().find(digest);
  }

  /** The bearer token; empty if there are several headers or another scheme. */
  private static String bearer(List<String> given) {
    String header = given.get(0);
    if (given.size() > 1 || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return "";
    }
    String token = header.substring(SCHEME.length()).strip();
    return Token.isWellFormed(token) ? token : "";
  }

  /** A refusal on the API's port, counted. */
  Refusal refused(Refusal.Reason reason, Role needed, HttpServerRequest request, Identity who) {
    return refused(Port.API, reason, needed, request.remoteAddress(), who);
  }

  private Refusal refused(
      Port port, Refusal.Reason reason, Role needed, SocketAddress sender, Identity who) {
    Refusal refusal = new Refusal(reason, needed);
    refusals.count(port, refusal, sender == null ? "" : sender.hostAddress(), who);
    return refusal;
  }

  /**
   * A new token for this process' own use, valid until it ends; empty if requests need no token.
   *
   * @param name for the log
   */
  public Optional<String> issue(String name, Role role) {
    if (open) {
      return Optional.empty();
    }
    byte[] random = new byte[ISSUED_BYTES];
    new SecureRandom().nextBytes(random);
    String token = HexFormat.of().formatHex(random);
    tokens.issue(Token.plain(name, EnumSet.of(role), token));
    return Optional.of(token);
  }
}
