package dev.toolwatch.security;

import io.netty.handler.codec.DecoderException;
import io.quarkus.vertx.http.ManagementInterface;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.VertxException;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Guards everything that Quarkus serves: the API's port and the management port. Runs on their
 * event loops.
 */
@ApplicationScoped
class AccessRoutes {
  /** Ahead of every other filter. Those of Quarkus have priorities up to about 10000. */
  private static final int FIRST_FILTER = Integer.MAX_VALUE - 1;

  /** Ahead of every other route. */
  private static final int FIRST_ROUTE = Integer.MIN_VALUE + 1;

  /** The Alertmanager may post alerts but change nothing else. */
  private static final String ALERTS = "/api/v1/alerts";

  /** Who changed what is for administrators. */
  private static final String AUDIT = "/api/v1/audit";

  /** Parameters in a path (RFC 3986, section 3.3), which the router of the API leaves out. */
  private static final Pattern PATH_PARAMETERS = Pattern.compile(";[^/]*");

  private static final String HEALTH = "/q/health";

  /** The console's login and logout, which need no token. */
  private static final String SESSION = "/api/v1/session";

  private static final Set<HttpMethod> LOGIN_AND_LOGOUT =
      Set.of(HttpMethod.POST, HttpMethod.DELETE);

  /** In bytes: four times a token of the greatest length. Whoever logs in is not known yet. */
  private static final int MAX_LOGIN = 4 * Token.MAX_LENGTH;

  private final AccessControl access;
  private final ClientCertificates certificates;
  private final Refusals refusals;
  private final PublicFiles files;

  @Inject
  AccessRoutes(
      AccessControl access, ClientCertificates certificates, Refusals refusals, PublicFiles files) {
    this.access = access;
    this.certificates = certificates;
    this.refusals = refusals;
    this.files = files;
  }

  void api(@Observes Filters filters) {
    filters.register(this::api, FIRST_FILTER);
  }

  void management(@Observes ManagementInterface management) {
    management
        .router()
        .route()
        .order(FIRST_ROUTE)
        .handler(this::management)
        .failureHandler(context -> failed(Port.MANAGEMENT, context));
  }

  void failures(@Observes Router router) {
    router.route().order(FIRST_ROUTE).failureHandler(context -> failed(Port.API, context));
  }

  /** Quarkus would log each request that breaks off or is not HTTP as an error with its stack trace. */
  private void failed(Port port, RoutingContext context) {
    if (isBrokenOff(context)) {
      // Nobody is left to be answered.
      return;
    }
    if (!isMalformed(port, context)) {
      context.next();
      return;
    }
    SocketAddress sender = context.request().remoteAddress();
    Refusal why = new Refusal(Refusal.Reason.REQUEST, Role.READ);
    refusals.count(port, why, sender == null ? "" : sender.hostAddress(), Identity.NOBODY);
    HttpServerResponse response = context.response();
    if (!response.headWritten() && !response.closed()) {
      response.setStatusCode(why.httpStatus()).end(why.message() + "\n");
    }
  }

  /**
   * Whether the connection was closed in the middle of the request. RESTEasy Reactive may then continue
   * a request on two threads at once, so that one of them runs past the last of its handlers.
   */
  private static boolean isBrokenOff(RoutingContext context) {
    Throwable failure = context.failure();
    return failure instanceof HttpClosedException
        || failure instanceof ArrayIndexOutOfBoundsException && context.response().closed();
  }

  /** Vert.x Web's checks of a head, Netty's of a body, and, where no API can throw it, what it throws while reading. */
  private static boolean isMalformed(Port port, RoutingContext context) {
    Throwable failure = context.failure();
    return context.statusCode() == 400 && failure instanceof VertxException
        || failure instanceof DecoderException
        || port == Port.MANAGEMENT && failure instanceof IllegalArgumentException;
  }

  private void api(RoutingContext context) {
    Admission admission = admission(context.request(), context.normalizedPath());
    if (admission instanceof Identity identity) {
      identity.attachTo(context);
      context.next();
    } else if (admission instanceof Refusal why) {
      JsonObject problem = // RFC 9457
          new JsonObject()
              .put("type", "about:blank")
              .put("title", why.title())
              .put("status", why.httpStatus())
              .put("detail", why.message());
      refuse(context, why, "application/problem+json", problem.encode());
    }
  }

  private Admission admission(HttpServerRequest request, String path) {
    boolean login = path.equals(SESSION) && LOGIN_AND_LOGOUT.contains(request.method());
    if (!login && !files.include(request, path)) {
      return access.admit(Port.API, needed(request.method(), path), request);
    }
    Refusal misused = access.misused(Port.API, Role.READ, request);
    if (misused != null) {
      return misused;
    }
    return login && !isShort(request)
        ? access.refused(Refusal.Reason.SIZE, Role.READ, request, Identity.NOBODY)
        : Identity.NOBODY;
  }

  /** Whether the head of a request promises a short body, or none. */
  private static boolean isShort(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return !request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
        && (length == null || length.matches("\\d{1,9}") && Integer.parseInt(length) <= MAX_LOGIN);
  }

  /** Uses the normalised path, as the router does. */
  private static Role needed(HttpMethod method, String path) {
    if (AccessControl.READING.contains(method)) {
      boolean audit = PATH_PARAMETERS.matcher(path).replaceAll("").startsWith(AUDIT);
      return audit ? Role.ADMIN : Role.READ;
    }
    return method.equals(HttpMethod.POST) && path.equals(ALERTS) ? Role.ALERT : Role.ADMIN;
  }

  /** Uses the normalised path, as the router does. */
  private void management(RoutingContext context) {
    String path = context.normalizedPath();
    if (path.equals(HEALTH) || path.startsWith(HEALTH + "/")) {
      Refusal misused = access.misused(Port.MANAGEMENT, Role.SCRAPE, context.request());
      if (misused == null) {
        Identity.NOBODY.attachTo(context);
        context.next();
      } else {
        refuse(context, misused, "text/plain; charset=utf-8", misused.message() + "\n");
      }
      return;
    }
    if (certificates.isMissing(context.request())) {
      context
          .response()
          .setStatusCode(403)
          .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
          .end("a client certificate is required\n");
      return;
    }
    Admission admission = access.admit(Port.MANAGEMENT, Role.SCRAPE, context.request());
    if (admission instanceof Refusal why) {
      refuse(context, why, "text/plain; charset=utf-8", why.message() + "\n");
    } else if (admission instanceof Identity identity) {
      identity.attachTo(context);
      context.next();
    }
  }

  /** Reads and discards the body: closing the connection before its end might lose the answer. */
  private static void refuse(RoutingContext context, Refusal why, String type, String body) {
    context.request().resume();
    HttpServerResponse response = context.response();
    if (!why.challenge().isEmpty()) {
      response.putHeader(Refusal.CHALLENGE_HEADER, why.challenge());
    }
    response
        .setStatusCode(why.httpStatus())
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader(HttpHeaders.CONTENT_TYPE, type)
        .end(body);
  }
}
