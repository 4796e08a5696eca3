package dev.toolwatch.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Sends OTLP/HTTP requests as they are given, over HTTP/1.1 or over h2c by upgrade. */
public final class OtlpHttpClient {
  public static final String PROTOBUF = "application/x-protobuf";
  public static final String JSON = "application/json";

  private final HttpClient client;
  private final int port;

  public OtlpHttpClient(int port, HttpClient.Version version) {
    this.port = port;
    client = HttpClient.newBuilder().version(version).build();
  }

  /**
   * Posts a body whose length is declared.
   *
   * @param headers names and values in turn
   */
  public HttpResponse<byte[]> post(String path, byte[] body, String type, String... headers) {
    return send(request(path, type, headers).POST(BodyPublishers.ofByteArray(body)));
  }

  /** The same with the body in chunks, of no length known beforehand. */
  public HttpResponse<byte[]> postChunked(
      String path, byte[] body, String type, String... headers) {
    HttpRequest.BodyPublisher chunked =
        BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(body));
    return send(request(path, type, headers).POST(chunked));
  }

  public CompletableFuture<HttpResponse<byte[]>> postAsync(String path, byte[] body, String type) {
    HttpRequest request = request(path, type).POST(BodyPublishers.ofByteArray(body)).build();
    return client.sendAsync(request, BodyHandlers.ofByteArray());
  }

  public HttpRequest.Builder request(String path, String type, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(20));
    if (type != null) {
      request.header("Content-Type", type);
    }
    return headers.length == 0 ? request : request.headers(headers);
  }

  public HttpResponse<byte[]> send(HttpRequest.Builder request) {
    try {
      return client.send(request.build(), BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), UTF_8);
  }

  public static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElse("");
  }
}
