package dev.toolwatch.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.zip.GZIPInputStream;
import org.eclipse.microprofile.config.ConfigProvider;

/**
 * A running Toolwatch as others see it, by its management port alone: in the tests' own process, as
 * a jar or as a native executable. Where OTLP is received is asked of its health page.
 *
 * @param management the root of the management interface
 */
public record Toolwatch(URI management) {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static final String OPEN_METRICS = "application/openmetrics-text; version=1.0.0";

  /** The one that Quarkus started for the test. */
  public static Toolwatch underTest() {
    String url = ConfigProvider.getConfig().getValue("test.management.url", String.class);
    return new Toolwatch(URI.create(url).resolve("/"));
  }

  public int httpPort() {
    return port("http-port");
  }

  public int grpcPort() {
    return port("grpc-port");
  }

  private int port(String name) {
    return health("started").getJsonArray("checks").stream()
        .map(check -> ((JsonObject) check).getJsonObject("data", new JsonObject()))
        .filter(data -> data.containsKey(name))
        .findFirst()
        .orElseThrow()
        .getInteger(name);
  }

  /** The JSON of {@code live}, {@code ready} or {@code started}. */
  public JsonObject health(String kind) {
    return new JsonObject(get("/q/health/" + kind, "application/json").body());
  }

  public HttpResponse<String> get(String path, String accept) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(management.resolve(path)).header("Accept", accept).build();
      return HTTP.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The metrics as they are now. */
  public MetricsText scrape() {
    return MetricsText.parse(page("text/plain"));
  }

  /** The same, compressed on the way, as Prometheus asks for it. */
  public MetricsText compressedScrape() {
    HttpRequest request =
        HttpRequest.newBuilder(management.resolve("/metrics"))
            .header("Accept", "text/plain")
            .header("Accept-Encoding", "gzip")
            .build();
    try {
      HttpResponse<InputStream> page = HTTP.send(request, BodyHandlers.ofInputStream());
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.headers().firstValue("Content-Encoding")).contains("gzip");
      try (InputStream text = new GZIPInputStream(page.body())) {
        return MetricsText.parse(new String(text.readAllBytes(), UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What has been added to a metric's samples with these labels since a scrape. */
  public long added(MetricsText since, String name, String... labels) {
    return scrape().sum(name, labels) - since.sum(name, labels);
  }

  /** Waits until something has been added to a metric's samples with these labels since a scrape. */
  public void awaitAdded(MetricsText since, String name, String... labels) {
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertThat(added(since, name, labels)).as(name).isPositive());
  }

  /** Waits for a metric's samples to sum up to a value. */
  public void awaitSum(long sum, String name, String... labels) {
    await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(() -> assertThat(scrape().sum(name, labels)).as(name).isEqualTo(sum));
  }

  /** The page in the format that carries exemplars. */
  public String openMetrics() {
    return page(OPEN_METRICS);
  }

  private String page(String accept) {
    HttpResponse<String> page = get("/metrics", accept);
    assertThat(page.statusCode()).isEqualTo(200);
    return page.body();
  }
}
