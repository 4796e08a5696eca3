package dev.toolwatch.expose;

import dev.toolwatch.tenant.CurrentTenant;
import dev.toolwatch.tenant.TenantScoped;
import dev.toolwatch.tenant.Tenants;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Serves the page at {@code /metrics} on the management port, ahead of Micrometer's own page. */
@ApplicationScoped
class MetricsRoute {
  private static final String PATH = "/metrics";
  private static final String REFUSED = "toolwatch_exposition_refused";
  private static final String REFUSED_HELP =
      "Scrapes answered with 503 or, if their page was unread, cut off, by reason.";
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
  private final Tenants tenants;
  private final InstantSource time;
  private final BoundedCounter refusals;
  private final ScrapeHandler handler;

  /** By the tenants' names. Used on the worker only. */
  private final Map<String, MetricsPage> pages = new HashMap<>();

  @Inject
  MetricsRoute(
      Vertx vertx, @Any Instance<MetricSource> sources, Tenants tenants, InstantSource time) {
    this.tenants = tenants;
    this.sources = sources;
    this.time = time;
    this.worker = vertx.createSharedWorkerExecutor("toolwatch-exposition", 1);
    this.refusals = new BoundedCounter(REFUSED, REFUSED_HELP, "reason", 5, time);
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
  private MetricsPage page(String tenant) {
    return pages.computeIfAbsent(
        tenant,
        name -> name.equals(CurrentTenant.DEFAULT) ? page() : page(sources(name), unseen()));
  }

  /** Everything: that of the process and of all tenants. */
  private MetricsPage page() {
    List<MetricSource> all = new ArrayList<>();
    for (Instance.Handle<MetricSource> source : sources.handles()) {
      all.add(
          tenants.isConfigured() && isOfTenant(source)
              ? new TenantSource(CurrentTenant.DEFAULT, source.get())
              : source.get());
    }
    tenants.named().forEach(tenant -> all.addAll(sources(tenant)));
    return page(all, refusals);
  }

  /** What a tenant has, and nothing of the process. */
  private List<MetricSource> sources(String tenant) {
    return tenants.as(
        tenant,
        () -> {
          List<MetricSource> all = new ArrayList<>();
          for (Instance.Handle<MetricSource> source : sources.handles()) {
            if (isOfTenant(source)) {
              all.add(new TenantSource(tenant, source.get()));
            }
          }
          return all;
        });
  }

  private static boolean isOfTenant(Instance.Handle<MetricSource> source) {
    return source.getBean().getScope().equals(TenantScoped.class);
  }

  /** Which scrapes were refused is told to the operator only. */
  private BoundedCounter unseen() {
    return new BoundedCounter(REFUSED, REFUSED_HELP, "reason", 1, time);
  }

  private MetricsPage page(List<MetricSource> all, BoundedCounter refused) {
    all.sort(Comparator.comparing(MetricSource::givesWay).thenComparing(MetricSource::sourceName));
    return new MetricsPage(all, refused, SOURCE_TIMEOUT, MAX_PAGE_BYTES, MAX_PLAIN_BYTES, time);
  }
}
