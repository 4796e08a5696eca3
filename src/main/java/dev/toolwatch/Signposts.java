package dev.toolwatch;

import dev.toolwatch.LinksPage.Link;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.stream.Stream;

/** What somebody finds who opens a port in a browser, or asks it for a path that does not exist. */
@ApplicationScoped
class Signposts {
  /** After access control, before the API, which would answer 404. */
  private static final int ORDER = 0;

  private static final String OTLP =
      "OTLP goes to other ports: by default 4317 for gRPC and 4318 for HTTP.";

  private static final List<Link> OF_THE_API =
      List.of(
          new Link("/api/v1/services", "services with calls, errors, durations and users"),
          new Link("/api/v1/services/series", "all services, or one of them, over time"),
          new Link("/api/v1/tools", "the same for tools, with adoption and trend"),
          new Link("/api/v1/users/active", "active users by day, week and month"),
          new Link("/api/v1/users/top", "the most active users, by pseudonym"),
          new Link("/api/v1/users/retention", "users who come back, by week"),
          new Link("/api/v1/users/weeks", "users who are new, return or are lost, by week"),
          new Link("/api/v1/sessions", "sessions: number, duration, calls"),
          new Link("/api/v1/traces/hotspots", "where the time of tools' calls goes"),
          new Link("/api/v1/clients", "clients by name and version"),
          new Link("/api/v1/traces", "traces that were kept: failed, slow and a share of others"),
          new Link("/api/v1/errors", "error groups: what fails, since when, for how many users"),
          new Link("/api/v1/coverage", "what the instrumentation of each service lacks"),
          new Link("/api/v1/probes", "checks of servers and of what they depend on"),
          new Link("/api/v1/slos", "objectives, budgets and burn rates"),
          new Link("/api/v1/maintenance-windows", "agreed maintenance"),
          new Link("/api/v1/audit", "who did what"),
          new Link("/api/v1/cardinality", "limits on series, and who uses them up"),
          new Link("/api/v1/system", "how Toolwatch itself works"),
          new Link("/api/v1/settings", "the settings in force, without secrets"));

  private static final List<Link> OF_THE_DOCUMENTATION =
      List.of(new Link("/q/openapi?format=json", "the description of the API (OpenAPI)"));

  private static final LinksPage API =
      new LinksPage(
          "Toolwatch: the REST API",
          "Answers are JSON, or CSV with Accept: text/csv. A tool's time series is at"
              + " /api/v1/tools/series?service=…&tool=…, the monthly report at"
              + " /api/v1/reports/sla?service=…, and /api/v1/search?q=… finds anything by name. "
              + OTLP,
          Stream.concat(OF_THE_API.stream(), OF_THE_DOCUMENTATION.stream()).toList());

  private static final LinksPage INDEX =
      new LinksPage(
          "Toolwatch",
          "This is the port of the REST API. "
              + OTLP
              + " /metrics is on the management port, by default 9464.",
          Stream.concat(
                  Stream.of(
                      new Link("/api/v1", "all listings of the API"),
                      new Link("/docs", "documentation")),
                  OF_THE_API.stream())
              .toList());

  private static final LinksPage DOCUMENTATION =
      new LinksPage(
          "Toolwatch: documentation",
          "The pages in docs/ of the source describe settings, metrics, alerts, security and how"
              + " to configure MCP servers.",
          Stream.concat(
                  OF_THE_DOCUMENTATION.stream(),
                  Stream.of(
                      new Link("/docs/settings", "all settings, as Markdown"),
                      new Link("/api/v1", "all listings of the API")))
              .toList());

  private static final List<Link> OF_MANAGEMENT =
      List.of(
          new Link("/metrics", "metrics for Prometheus, those of MCP begin with mcp_"),
          new Link("/q/health/ready", "whether Toolwatch takes data in"),
          new Link("/q/health/live", "whether the process is alive"),
          new Link("/q/health/started", "whether it has started"));

  private static final LinksPage MANAGEMENT =
      new LinksPage(
          "Toolwatch: the management port",
          "The REST API is on another port, by default 8080. " + OTLP,
          OF_MANAGEMENT);

  private static final LinksPage NOT_FOUND =
      new LinksPage(
          "There is nothing at this path",
          "This is the management port. The REST API is on another port, by default 8080. " + OTLP,
          OF_MANAGEMENT);

  void api(@Observes Router router) {
    at(router, "/", INDEX);
    at(router, "/api", API);
    at(router, "/api/v1", API);
    at(router, "/docs", DOCUMENTATION);
    router.get("/docs/settings").order(ORDER).handler(Signposts::settings);
  }

  void management(@Observes ManagementInterface management) {
    at(management.router(), "/", MANAGEMENT);
    management
        .router()
        .route()
        .order(Integer.MAX_VALUE)
        .handler(context -> NOT_FOUND.answer(context, 404));
  }

  private static void at(Router router, String path, LinksPage page) {
    router
        .route(path)
        .method(HttpMethod.GET)
        .method(HttpMethod.HEAD)
        .order(ORDER)
        .handler(context -> page.answer(context, 200));
  }

  private static void settings(RoutingContext context) {
    context
        .response()
        .putHeader("Content-Type", "text/markdown; charset=utf-8")
        .end(Toolwatch.settingsPage());
  }
}
