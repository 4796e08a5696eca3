package dev.toolwatch.expose;

import dev.toolwatch.tenant.CurrentTenant;
import dev.toolwatch.wire.ByteLimitException;
import dev.toolwatch.wire.ByteSink;
import io.netty.buffer.Unpooled;
import io.vertx.core.AsyncResult;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Answers scrapes. Runs on event loops. The worker makes one page at a time; if too many scrapes
 * wait, new ones are answered with 503.
 */
final class ScrapeHandler implements Handler<RoutingContext> {
  private static final Logger log = Logger.getLogger(ScrapeHandler.class);
  private static final String RETRY_AFTER_SECONDS = "5";

  static final String TOO_LARGE = "too_large";
  private static final String ASK_FOR_GZIP = " (ask for it with Accept-Encoding: gzip)";

  private final Vertx vertx;
  private final WorkerExecutor worker;
  private final Function<String, MetricsPage> pages;
  private final Duration timeout;
  private final int maxWaiting;
  private final BoundedCounter refusals;
  private final UnreadPages unread;
  private final AtomicInteger inside = new AtomicInteger();

  /**
   * A handler that makes pages on a worker.
   *
   * @param worker an executor with one thread
   * @param pages makes a tenant's page on that thread
   * @param timeout from the request to its answer, and from there until the answer is taken
   * @param maxWaiting the maximum of scrapes that wait, not counting the one in progress
   * @param unread the pages that are made, but not taken yet
   */
  ScrapeHandler(
      Vertx vertx,
      WorkerExecutor worker,
      Function<String, MetricsPage> pages,
      Duration timeout,
      int maxWaiting,
      BoundedCounter refusals,
      UnreadPages unread) {
    this.vertx = vertx;
    this.worker = worker;
    this.pages = pages;
    this.timeout = timeout;
    this.maxWaiting = maxWaiting;
    this.refusals = refusals;
    this.unread = unread;
  }

  @Override
  public void handle(RoutingContext context) {
    HttpMethod method = context.request().method();
    if (!method.equals(HttpMethod.GET) && !method.equals(HttpMethod.HEAD)) {
      context.response().setStatusCode(405).putHeader(HttpHeaders.ALLOW, "GET, HEAD").end();
    } else if (inside.incrementAndGet() > maxWaiting + 1) {
      inside.decrementAndGet();
      refuse(context, "queue_full", null);
    } else {
      scrape(context);
    }
  }

  private void scrape(RoutingContext context) {
    Format format = Negotiation.format(header(context, HttpHeaders.ACCEPT));
    boolean gzip = Negotiation.gzip(header(context, HttpHeaders.ACCEPT_ENCODING));
    String tenant = CurrentTenant.of(context);
    AtomicBoolean answered = new AtomicBoolean();
    long timer =
        vertx.setTimer(
            timeout.toMillis(),
            id -> {
              if (answered.compareAndSet(false, true)) {
                refuse(context, "timeout", null);
              }
            });
    worker
        .executeBlocking(
            () -> {
              boolean late = answered.get() || context.response().closed();
              return late ? null : pages.apply(tenant).render(format, gzip);
            },
            true)
        .onComplete(
            rendered -> {
              inside.decrementAndGet();
              vertx.cancelTimer(timer);
              if (answered.compareAndSet(false, true)) {
                answer(context, format, gzip, rendered);
              }
            });
  }

  private void answer(
      RoutingContext context, Format format, boolean gzip, AsyncResult<ByteSink> rendered) {
    if (rendered.cause() instanceof ByteLimitException) {
      refuse(context, TOO_LARGE, null);
    } else if (rendered.failed()) {
      refuse(context, "error", rendered.cause());
    } else if (rendered.result() != null) {
      send(context, format, gzip, rendered.result());
    }
  }

  @SuppressWarnings("deprecation") // Vert.x 4 has no other way to send bytes without a copy
  private void send(RoutingContext context, Format format, boolean gzip, ByteSink page) {
    HttpServerResponse response = context.response();
    response.putHeader(HttpHeaders.CONTENT_TYPE, format.contentType());
    response.putHeader(HttpHeaders.VARY, "Accept, Accept-Encoding");
    response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(page.length()));
    if (gzip) {
      response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
    if (context.request().method().equals(HttpMethod.HEAD)) {
      response.end();
    } else {
      Buffer body = Buffer.buffer(Unpooled.wrappedBuffer(page.array(), 0, page.length()));
      UnreadPages.Page sent =
          new UnreadPages.Page(context.request().connection(), page.array().length);
      unread.add(sent).forEach(this::cut);
      long timer = vertx.setTimer(timeout.toMillis(), id -> cutIfUnread(sent));
      response
          .end(body)
          .onComplete(
              done -> {
                vertx.cancelTimer(timer);
                unread.remove(sent);
              });
    }
  }

  private void cutIfUnread(UnreadPages.Page page) {
    if (unread.remove(page)) {
      cut(page);
    }
  }

  private void cut(UnreadPages.Page page) {
    if (refusals.count("unread")) {
      log.error("A scraper did not read its page: its connection was closed");
    }
    page.cut();
  }

  private void refuse(RoutingContext context, String reason, Throwable cause) {
    if (refusals.count(reason)) {
      log.errorf(cause, "A scrape was refused: %s", reason);
    }
    if (!context.response().closed()) {
      context
          .response()
          .setStatusCode(503)
          .putHeader(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
          .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
          .end("no metrics: " + reason + (reason.equals(TOO_LARGE) ? ASK_FOR_GZIP : "") + "\n");
    }
  }

  private static String header(RoutingContext context, CharSequence name) {
    return String.join(",", context.request().headers().getAll(name));
  }
}
