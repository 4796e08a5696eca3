package dev.toolwatch.console;

import dev.toolwatch.security.ConsoleSettings;
import dev.toolwatch.security.PublicFiles;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Serves the console's pages and files. Which page a path is, the script finds out in the browser. */
@ApplicationScoped
class Console implements PublicFiles {
  /** After access control, before the pages of links, one of which has the path / as well. */
  private static final int ORDER = -1;

  private static final String START = "/";

  /** One segment each: what a page shows is in the query, where names may hold anything. */
  static final Set<String> PAGES =
      Set.of(
          START,
          "/service",
          "/tool",
          "/errors",
          "/error",
          "/traces",
          "/trace",
          "/slo",
          "/report",
          "/usage",
          "/checks",
          "/check",
          "/coverage",
          "/system",
          "/start",
          "/login");

  /** No inline script or style, and nothing from elsewhere. */
  static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
          + " base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

  private static final String FOR_GOOD = "public, max-age=31536000, immutable";

  /** An encoding that is accepted with any weight but 0 (RFC 9110, 12.5.3). */
  private static final Pattern GZIP =
      Pattern.compile("(?i)(^|[,\\s])gzip\\s*(;\\s*q=(0\\.0*[1-9]\\d*|1(\\.0*)?)\\s*)?(,|$)");

  private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");

  private final boolean enabled;
  private final ConsoleFiles files;

  @Inject
  Console(ConsoleSettings settings) {
    this(settings.enabled(), settings.enabled() ? ConsoleFiles.load() : null);
  }

  /**
   * A console.
   *
   * @param files null if it is not enabled
   */
  Console(boolean enabled, ConsoleFiles files) {
    this.enabled = enabled;
    this.files = files;
  }

  void routes(@Observes Router router) {
    if (enabled) {
      router.route().order(ORDER).handler(this::route);
    }
  }

  /** Machines that ask for / get its links as JSON, by a token if tokens are required. */
  @Override
  public boolean include(HttpServerRequest request, String path) {
    boolean reads =
        request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD);
    return enabled
        && reads
        && (path.startsWith(ConsoleFiles.DIRECTORY)
            || PAGES.contains(path) && (!path.equals(START) || wantsPage(request)));
  }

  private static boolean wantsPage(HttpServerRequest request) {
    String accepted = request.getHeader(HttpHeaders.ACCEPT);
    return accepted != null && accepted.contains("text/html");
  }

  private void route(RoutingContext context) {
    String path = context.normalizedPath();
    if (include(context.request(), path)) {
      answer(context.request(), path);
    } else {
      context.next();
    }
  }

  private void answer(HttpServerRequest request, String path) {
    HttpServerResponse response = request.response();
    response
        .putHeader("X-Content-Type-Options", "nosniff")
        .putHeader("Referrer-Policy", "no-referrer")
        .putHeader("Cross-Origin-Resource-Policy", "same-origin")
        .putHeader("Content-Security-Policy", POLICY);
    if (PAGES.contains(path)) {
      page(request);
      return;
    }
    ConsoleFile file = files.at(path);
    if (file == null) {
      response
          .setStatusCode(404)
          .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
          .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
          .end("The console of this version has no such file\n");
      return;
    }
    response
        .putHeader(HttpHeaders.CACHE_CONTROL, FOR_GOOD)
        .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    send(request, file);
  }

  private void page(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    response
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
        .putHeader(HttpHeaders.VARY, "Accept, Accept-Encoding")
        .putHeader(HttpHeaders.ETAG, files.tag());
    if (isUnchanged(request)) {
      response.setStatusCode(304).end();
    } else {
      send(request, files.index());
    }
  }

  private boolean isUnchanged(HttpServerRequest request) {
    String known = request.getHeader(HttpHeaders.IF_NONE_MATCH);
    return known != null && List.of(COMMA.split(known.strip(), -1)).contains(files.tag());
  }

  private static void send(HttpServerRequest request, ConsoleFile file) {
    HttpServerResponse response = request.response();
    response.putHeader(HttpHeaders.CONTENT_TYPE, file.type());
    String accepted = request.getHeader(HttpHeaders.ACCEPT_ENCODING);
    boolean compressed = accepted != null && GZIP.matcher(accepted).find();
    if (compressed) {
      response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
    byte[] body = compressed ? file.compressed() : file.plain();
    response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length));
    if (request.method().equals(HttpMethod.HEAD)) {
      response.end();
    } else {
      response.end(Buffer.buffer(body));
    }
  }
}
