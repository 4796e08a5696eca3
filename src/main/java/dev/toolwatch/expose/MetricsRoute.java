package dev.toolwatch.expose;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.vertx.http.ManagementInterface;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.ext.web.Router;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Serves the page at {@code /metrics} on the management port, ahead of Micrometer's own page. */
@ApplicationScoped
class MetricsRoute {
  private static final String PATH = "/metrics";
  // Micrometer's routes have the orders 1 to 4 (PrometheusRecorder), Quarkus' authentication below
  // 0.
  private static final int ORDER = 0;

  private static final Duration TIMEOUT = Duration.ofSeconds(10); // Prometheus' own, by default
  private static final Duration SOURCE_TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_WAITING = 8;
  private static final int MAX_PAGE_BYTES = 256 << 20;

  /**
   * Of a page that is not compressed, while it is made: its array doubles as it grows. In a heap of
   * 154 MB, a page of 10,000 histograms is too large, and a scraper has to ask for gzip.
   */
  private static final int MAX_PLAIN_BYTES =
      (int) Math.min(MAX_PAGE_BYTES, Runtime.getRuntime().maxMemory() / 8);

  /** Of pages that scrapers do not take. The system's buffers take some megabytes of each. */
  private static final int MAX_UNREAD_BYTES =
      (int) Math.min(64 << 20, Runtime.getRuntime().maxMemory() / 16);

  private final WorkerExecutor worker;
  private final Instance<MetricSource> sources;
  private final InstantSource time;
  private final BoundedCounter refusals;
  private final ScrapeHandler handler;
  private MetricsPage page;

  @Inject
  MetricsRoute(Vertx vertx, @Any Instance<MetricSource> sources, InstantSource time) {
    this.sources = sources;
    this.time = time;
    this.worker = vertx.createSharedWorkerExecutor("toolwatch-exposition", 1);
    this.refusals =
        new BoundedCounter(
            "toolwatch_exposition_refused",
            "Scrapes answered with 503 or, if their page was unread, cut off, by reason.",
            "reason",
            5,
            time);
    List.of("queue_full", "timeout", ScrapeHandler.TOO_LARGE, "error", "unread")
        .forEach(refusals::expect);
    this.handler =
        new ScrapeHandler(
            vertx,
            worker,
            this::page,
            TIMEOUT,
            MAX_WAITING,
            refusals,
            new UnreadPages(MAX_UNREAD_BYTES));
  }

  void register(@Observes ManagementInterface management) {
    Router router = management.router();
    router.route(PATH).order(ORDER).handler(handler);
    // Micrometer also answers below its path. There is only one page.
    router.route(PATH + "/*").order(ORDER).handler(context -> context.fail(404));
  }

  void stop(@Observes ShutdownEvent event) {
    worker.close();
  }

  /** Only on the worker: the start of the HTTP server would create the source beans too early. */
  private MetricsPage page() {
    if (page == null) {
      List<MetricSource> all = new ArrayList<>();
      sources.forEach(all::add);
      all.sort(
          Comparator.comparing(MetricSource::givesWay).thenComparing(MetricSource::sourceName));
      page = new MetricsPage(all, refusals, SOURCE_TIMEOUT, MAX_PAGE_BYTES, MAX_PLAIN_BYTES, time);
    }
    return page;
  }
}
