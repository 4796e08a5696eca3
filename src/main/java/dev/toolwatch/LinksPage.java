package dev.toolwatch;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.List;

/**
 * A page of links, as HTML for browsers and as JSON for everybody else. All of it is fixed text.
 *
 * @param title one line
 * @param hint a sentence below it
 */
record LinksPage(String title, String hint, List<Link> links) {
  private static final String HTML = "text/html; charset=utf-8";
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String JSON = "application/json";

  LinksPage {
    links = List.copyOf(links);
  }

  /**
   * A link.
   *
   * @param path as it can be asked for, so without a name to fill in
   */
  record Link(String path, String meaning) {}

  /** Answers a request in the form that it wants. */
  void answer(RoutingContext context, int status) {
    String accepted = String.valueOf(context.request().getHeader(HttpHeaders.ACCEPT));
    context
        .response()
        .setStatusCode(status)
        .putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT)
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
        .putHeader("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        .putHeader("X-Content-Type-Options", "nosniff");
    if (accepted.contains("text/html")) {
      context.response().putHeader(HttpHeaders.CONTENT_TYPE, HTML).end(html());
    } else if (accepted.startsWith("text/plain")) {
      context.response().putHeader(HttpHeaders.CONTENT_TYPE, TEXT).end(text());
    } else {
      context.response().putHeader(HttpHeaders.CONTENT_TYPE, JSON).end(json().encodePrettily());
    }
  }

  String html() {
    StringBuilder page =
        new StringBuilder("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
            .append("<title>")
            .append(escaped(title))
            .append("</title><style>body{font:1rem/1.5 system-ui,sans-serif;max-width:45rem;")
            .append("margin:2rem auto;padding:0 1rem}dt{font-family:monospace}</style></head>")
            .append("<body><h1>")
            .append(escaped(title))
            .append("</h1><p>")
            .append(escaped(hint))
            .append("</p><dl>\n");
    links.forEach(
        link ->
            page.append("<dt><a href=\"")
                .append(escaped(link.path()))
                .append("\">")
                .append(escaped(link.path()))
                .append("</a></dt><dd>")
                .append(escaped(link.meaning()))
                .append("</dd>\n"));
    return page.append("</dl></body></html>\n").toString();
  }

  String text() {
    StringBuilder page = new StringBuilder(title).append("\n").append(hint).append("\n\n");
    links.forEach(
        link -> page.append(link.path()).append("  ").append(link.meaning()).append("\n"));
    return page.toString();
  }

  JsonObject json() {
    JsonArray all = new JsonArray();
    links.forEach(
        link -> all.add(new JsonObject().put("path", link.path()).put("meaning", link.meaning())));
    return new JsonObject().put("title", title).put("hint", hint).put("links", all);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
