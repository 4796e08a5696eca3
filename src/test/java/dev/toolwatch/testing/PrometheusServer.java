package dev.toolwatch.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A Prometheus of its own, asked by its HTTP API. */
public final class PrometheusServer implements AutoCloseable {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final int port = FreePort.next();
  private final Program program;

  /**
   * @param directory for its files; not there yet
   * @param config as it stands in prometheus.yml
   * @param features to be switched on, with commas between them
   * @param arguments more of the command line
   */
  public PrometheusServer(Path directory, String config, String features, String... arguments) {
    try {
      Files.createDirectories(directory);
      Files.writeString(directory.resolve("prometheus.yml"), config);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                "prometheus",
                "--config.file=" + directory.resolve("prometheus.yml"),
                "--storage.tsdb.path=" + directory.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port,
                "--enable-feature=" + features));
    command.addAll(List.of(arguments));
    program = new Program(directory.resolve("prometheus.log"), command);
  }

  /** Host and port. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  public boolean isReady() {
    if (!program.isRunning()) {
      throw new AssertionError("Prometheus has stopped: " + String.join("\n", program.log()));
    }
    try {
      return HTTP.send(request("/-/ready"), BodyHandlers.discarding()).statusCode() == 200;
    } catch (ConnectException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The one target. */
  public JsonObject target() {
    JsonArray targets = get("/api/v1/targets").getJsonObject("data").getJsonArray("activeTargets");
    return targets.getJsonObject(0);
  }

  /** What an instant query answers: one object a series. */
  public List<JsonObject> query(String promql) {
    JsonObject data = get("/api/v1/query?query=" + encoded(promql)).getJsonObject("data");
    return data.getJsonArray("result").stream().map(JsonObject.class::cast).toList();
  }

  /** The value of the one series that answers; NaN while there is none. */
  public double value(String promql) {
    List<JsonObject> series = query(promql);
    if (series.size() > 1) {
      throw new AssertionError("more than one series: " + series);
    }
    return series.isEmpty() ? Double.NaN : valueOf(series.get(0));
  }

  public static double valueOf(JsonObject series) {
    String text = series.getJsonArray("value").getString(1);
    return text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
  }

  /** The exemplars of the series that a selector matches, of the last minutes. */
  public List<JsonObject> exemplars(String selector) {
    Instant now = Instant.now();
    String path =
        "/api/v1/query_exemplars?query=%s&start=%s&end=%s"
            .formatted(encoded(selector), now.minus(Duration.ofDays(365)), now);
    return get(path).getJsonArray("data").stream()
        .map(JsonObject.class::cast)
        .flatMap(series -> series.getJsonArray("exemplars").stream())
        .map(JsonObject.class::cast)
        .toList();
  }

  public List<String> complaints() {
    return program.log().stream()
        .filter(line -> line.contains("level=warn") || line.contains("level=error"))
        .toList();
  }

  private JsonObject get(String path) {
    try {
      JsonObject answer = new JsonObject(HTTP.send(request(path), BodyHandlers.ofString()).body());
      if (!"success".equals(answer.getString("status"))) {
        throw new AssertionError(path + ": " + answer);
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private HttpRequest request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    program.close();
  }
}
