package dev.toolwatch.api;

import java.util.Locale;

/** What to tell somebody who asks the API's port for a path that does not exist. */
final class UnknownPath {
  private UnknownPath() {}

  /** Where to go instead. Never repeats the path. */
  static String advice(String path) {
    String asked = path == null ? "" : path.toLowerCase(Locale.ROOT);
    if (asked.startsWith("/v1/")) {
      return "There is nothing at this path. OTLP goes to another port: by default 4318 for HTTP"
          + " and 4317 for gRPC";
    }
    if (asked.startsWith("/metrics") || asked.startsWith("/q/")) {
      return "There is nothing at this path. Metrics and health are on the management port, by"
          + " default 9464: /metrics, /q/health/ready";
    }
    return "There is nothing at this path: / and /api/v1 list what there is";
  }

  /** The same as a page for browsers. */
  static String page(String path) {
    return """
    <!doctype html>
    <html lang="en"><head><meta charset="utf-8"><title>Nothing here</title></head>
    <body style="font:1rem/1.5 system-ui,sans-serif;max-width:45rem;margin:2rem auto">
    <h1>404</h1><p>%s.</p><p><a href="/">All that there is</a></p></body></html>
    """
        .formatted(advice(path));
  }
}
