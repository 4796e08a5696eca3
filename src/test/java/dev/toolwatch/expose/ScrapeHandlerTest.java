package dev.toolwatch.expose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.tenant.CurrentTenant;
import dev.toolwatch.testing.SettableTime;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScrapeHandlerTest {
  /** More than the system buffers of a connection whose peer does not read. */
  private static final int LARGE = 15 << 20;

  private static final int PAGE_BYTES = 4 * LARGE;

  private final SettableTime time = new SettableTime(Instant.ofEpochMilli(Families.CREATED));
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CompletableFuture<List<MetricFamily>> families = new CompletableFuture<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private final BoundedCounter refusals = new BoundedCounter("refused", "", "reason", 4, time);
  private final CountDownLatch closed = new CountDownLatch(1);
  private Vertx vertx;
  private URI uri;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    serve(Duration.ofSeconds(10));
  }

  @AfterEach
  void stop() throws Exception {
    families.complete(List.of()); // a worker that waits would hold the close up
    vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
  }

  @Test
  void get_withoutAccept_answersText() throws Exception {
    families.complete(Families.everyType());
    HttpResponse<byte[]> response = send(request());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(header(response, "content-type")).isEqualTo(TextFormat.CONTENT_TYPE);
    assertThat(header(response, "vary")).isEqualTo("Accept, Accept-Encoding");
    assertThat(response.headers().firstValue("content-encoding")).isEmpty();
    assertThat(new String(response.body(), UTF_8))
        .startsWith(Families.write(Format.TEXT, Families.everyType()));
  }

  @Test
  void get_severalAcceptHeaders_areReadAsOne() throws Exception {
    families.complete(Families.everyType());
    HttpResponse<byte[]> response =
        send(
            request()
                .header("Accept", "text/plain;q=0.5")
                .header("Accept", "application/openmetrics-text"));
    assertThat(header(response, "content-type")).isEqualTo(OpenMetricsFormat.CONTENT_TYPE);
    assertThat(new String(response.body(), UTF_8)).endsWith("# EOF\n");
  }

  @Test
  void get_acceptingGzip_answersGzip() throws Exception {
    families.complete(Families.everyType());
    HttpResponse<byte[]> response = send(request().header("Accept-Encoding", "gzip"));
    assertThat(header(response, "content-encoding")).isEqualTo("gzip");
    byte[] inflated = new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes();
    assertThat(inflated).isEqualTo(send(request()).body());
  }

  @Test
  void head_page_answersItsHeadersAlone() throws Exception {
    families.complete(Families.everyType());
    HttpResponse<byte[]> response =
        send(request().method("HEAD", HttpRequest.BodyPublishers.noBody()));
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEmpty();
    assertThat(header(response, "content-type")).isEqualTo(TextFormat.CONTENT_TYPE);
    assertThat(header(response, "content-length"))
        .isEqualTo(Integer.toString(send(request()).body().length));
  }

  @Test
  void post_page_answers405() throws Exception {
    HttpResponse<byte[]> response = send(request().POST(HttpRequest.BodyPublishers.ofString("x")));
    assertThat(response.statusCode()).isEqualTo(405);
    assertThat(header(response, "allow")).isEqualTo("GET, HEAD");
  }

  @Test
  void get_moreThanMayWait_answers503() throws Exception {
    CompletableFuture<HttpResponse<byte[]>> first =
        client.sendAsync(request().build(), HttpResponse.BodyHandlers.ofByteArray());
    assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

    HttpResponse<byte[]> second = send(request());
    assertThat(second.statusCode()).isEqualTo(503);
    assertThat(header(second, "retry-after")).isEqualTo("5");

    families.complete(List.of());
    HttpResponse<byte[]> answer = first.get(10, TimeUnit.SECONDS);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(new String(answer.body(), UTF_8))
        .contains("refused_total{reason=\"queue_full\"} 1\n");
    assertThat(send(request()).statusCode()).isEqualTo(200);
  }

  @Test
  void get_sourcesSlowerThanTheTimeout_answers503() throws Exception {
    serve(Duration.ofMillis(20));
    HttpResponse<byte[]> response = send(request());
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(header(response, "retry-after")).isEqualTo("5");
    assertThat(Families.write(Format.TEXT, refusals.family()))
        .contains("refused_total{reason=\"timeout\"} 1\n");
  }

  @Test
  void get_pageThatIsTooLarge_answers503() throws Exception {
    MetricFamily large = Families.gauge("g", Labels.of("a", "x".repeat(PAGE_BYTES)), 1);
    families.complete(List.of(large));
    assertThat(send(request()).statusCode()).isEqualTo(503);
  }

  @Test
  void scraperThatDoesNotRead_isCutOff() throws Exception {
    serve(Duration.ofSeconds(1));
    families.complete(List.of(Families.gauge("g", Labels.of("a", "x".repeat(LARGE)), 1)));
    try (Socket scraper = new Socket()) {
      // Otherwise the kernel may take the whole page: up to tcp_rmem, 32 MiB on some machines.
      scraper.setReceiveBufferSize(1 << 16);
      scraper.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), uri.getPort()));
      scraper
          .getOutputStream()
          .write("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
      assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(Families.write(Format.TEXT, refusals.family()))
        .contains("refused_total{reason=\"unread\"} 1\n");
  }

  private void serve(Duration timeout) throws Exception {
    WorkerExecutor worker = vertx.createSharedWorkerExecutor("exposition" + timeout, 1);
    MetricSource source =
        () -> {
          asked.countDown();
          return families;
        };
    MetricsPage page =
        new MetricsPage(
            List.of(source), refusals, Duration.ofSeconds(20), PAGE_BYTES, PAGE_BYTES, time);
    Router router = Router.router(vertx);
    router
        .route("/metrics")
        .handler(
            context -> {
              CurrentTenant.attach(context, CurrentTenant.DEFAULT);
              context.next();
            })
        .handler(
            new ScrapeHandler(
                vertx, worker, tenant -> page, timeout, 0, refusals, new UnreadPages(PAGE_BYTES)));
    HttpServer server =
        vertx
            .createHttpServer()
            .requestHandler(router)
            .connectionHandler(connection -> connection.closeHandler(gone -> closed.countDown()))
            .listen(0, "127.0.0.1")
            .toCompletionStage()
            .toCompletableFuture()
            .get(10, TimeUnit.SECONDS);
    uri = URI.create("http://127.0.0.1:" + server.actualPort() + "/metrics");
  }

  private HttpRequest.Builder request() {
    return HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(20));
  }

  private HttpResponse<byte[]> send(HttpRequest.Builder request) throws Exception {
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElseThrow();
  }
}
