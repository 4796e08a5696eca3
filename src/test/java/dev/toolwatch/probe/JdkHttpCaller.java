package dev.toolwatch.probe;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends requests with the JDK's own client. */
final class JdkHttpCaller implements HttpCaller {
  private static final int MAX_BYTES = 1 << 20;
  private static final Set<String> RESTRICTED = Set.of("connection", "host", "content-length");

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Override
  public HttpExchange send(HttpCall call, Steps steps) throws CheckFailure, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(call.uri())
            .method(
                call.method(),
                call.body() == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(call.body()));
    call.headers()
        .forEach(
            (name, value) -> {
              if (!RESTRICTED.contains(name)) {
                request.header(name, value);
              }
            });
    HttpResponse<InputStream> response =
        within(client.sendAsync(request.build(), HttpResponse.BodyHandlers.ofInputStream()), steps);
    steps.done("request", call + " " + response.statusCode());
    return new Exchange(response, steps);
  }

  private static <T> T within(CompletableFuture<T> future, Steps steps)
      throws CheckFailure, InterruptedException {
    try {
      return future.get(steps.remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      future.cancel(true);
      throw new CheckFailure(Verdict.DOWN, "did not answer in time");
    } catch (ExecutionException e) {
      throw new CheckFailure(Verdict.DOWN, "broke off: " + e.getCause());
    }
  }

  private static final class Exchange implements HttpExchange {
    private final HttpResponse<InputStream> response;
    private final InputStream in;
    private final Steps steps;
    private int read;

    Exchange(HttpResponse<InputStream> response, Steps steps) {
      this.response = response;
      this.steps = steps;
      in = new BufferedInputStream(response.body());
    }

    @Override
    public int status() {
      return response.statusCode();
    }

    @Override
    public String header(String name) {
      return response.headers().firstValue(name).orElse(null);
    }

    @Override
    public List<String> headers(String name) {
      return response.headers().allValues(name);
    }

    @Override
    public byte[] body() throws CheckFailure, InterruptedException {
      byte[] body =
          within(CompletableFuture.supplyAsync(() -> unchecked(in, MAX_BYTES + 1)), steps);
      if (body.length > MAX_BYTES) {
        throw new CheckFailure(Verdict.DOWN, "answers more than 1 MB");
      }
      return body;
    }

    private static byte[] unchecked(InputStream in, int max) {
      try {
        return in.readNBytes(max);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    @Override
    public String line() throws CheckFailure, InterruptedException {
      String line = within(CompletableFuture.supplyAsync(this::readLine), steps);
      if (read > MAX_BYTES) {
        throw new CheckFailure(Verdict.DOWN, "answers more than 1 MB");
      }
      return line;
    }

    private String readLine() {
      try {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b = in.read();
        if (b < 0) {
          return null;
        }
        while (b >= 0 && b != '\n' && read <= MAX_BYTES) {
          read++;
          line.write(b);
          b = in.read();
        }
        String text = line.toString(UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      try {
        in.close();
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }
}
