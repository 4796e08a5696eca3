package dev.toolwatch.testing;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

/** gRPC calls made by hand over HTTP/2, for what a real client would not send. */
public final class RawGrpc implements AutoCloseable {
  public static final String EXPORT_TRACES =
      "/opentelemetry.proto.collector.trace.v1.TraceService/Export";

  private static final long TIMEOUT_SECONDS = 15;

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client;
  private final int port;

  /** What came back: headers of the answer, or trailers where there are any. */
  public record Answer(HttpClientResponse response, Buffer body) {
    public int http() {
      return response.statusCode();
    }

    /** The status, or -1 where there is none. */
    public int status() {
      String status = field("grpc-status");
      return status == null ? -1 : Integer.parseInt(status);
    }

    public String field(String name) {
      String trailer = response.trailers().get(name);
      return trailer == null ? response.getHeader(name) : trailer;
    }

    public Status details() throws InvalidProtocolBufferException {
      return Status.parseFrom(Base64.getDecoder().decode(field("grpc-status-details-bin")));
    }
  }

  public RawGrpc(int port) {
    this.port = port;
    client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_2)
                .setHttp2ClearTextUpgrade(false));
  }

  /** A message behind its prefix. */
  public static Buffer framed(int flag, byte[] message) {
    return Buffer.buffer().appendByte((byte) flag).appendInt(message.length).appendBytes(message);
  }

  /**
   * A call whose message is still to be sent. The answer is listened for from the start: what comes
   * before someone listens is lost.
   */
  public record Call(HttpClientRequest request, Future<Answer> answering) {
    public void write(Buffer bytes) throws Exception {
      get(request.write(bytes));
    }

    public Answer end(Buffer bytes) throws Exception {
      request.end(bytes);
      return answer();
    }

    public Answer answer() throws Exception {
      return get(answering);
    }
  }

  /** Begins a call; headers are given as names and values in turn. */
  public Call open(String path, String... headers) throws Exception {
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setHost("127.0.0.1")
            .setPort(port)
            .setURI(path)
            .putHeader("te", "trailers")
            .putHeader("content-type", "application/grpc");
    for (int i = 0; i < headers.length; i += 2) {
      options.putHeader(headers[i], headers[i + 1]);
    }
    HttpClientRequest request = get(client.request(options)).setChunked(true);
    request.exceptionHandler(alsoInTheAnswer -> {});
    return new Call(
        request,
        request.response().compose(response -> response.body().map(b -> new Answer(response, b))));
  }

  /** A whole call. */
  public Answer call(String path, Buffer body, String... headers) throws Exception {
    return open(path, headers).end(body);
  }

  public static <T> T get(Future<T> future) throws Exception {
    return future.toCompletionStage().toCompletableFuture().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() throws Exception {
    get(vertx.close());
  }
}
