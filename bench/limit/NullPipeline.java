import io.vertx.core.DeploymentOptions;
import io.vertx.core.MultiMap;
import io.vertx.core.Verticle;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A gRPC server that inflates what it gets and answers: what the kernel, Netty, Vert.x and zlib take
 * before any span is looked at. limit.sh runs it.
 */
final class NullPipeline extends AbstractVerticle {
  /** Flag and length of a gRPC message, and the header of gzip without options. */
  private static final int FRAME = 5;

  private static final int GZIP_HEADER = 10;

  private static final Buffer EMPTY_MESSAGE = Buffer.buffer(new byte[FRAME]);

  private final Inflater inflater = new Inflater(true);
  private byte[] packed = new byte[0];
  private final byte[] inflated = new byte[1 << 20];
  private final int port;

  private NullPipeline(int port) {
    this.port = port;
  }

  public static void main(String[] arguments) throws Exception {
    int port = Integer.parseInt(arguments[0]);
    int loops = Runtime.getRuntime().availableProcessors();
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(loops));
    Supplier<Verticle> loop = () -> new NullPipeline(port);
    vertx
        .deployVerticle(loop, new DeploymentOptions().setInstances(loops))
        .toCompletionStage()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);
    System.out.println("ready");
  }

  @Override
  public void start(Promise<Void> started) {
    vertx
        .createHttpServer(new HttpServerOptions().setPort(port).setTcpNoDelay(true))
        .requestHandler(request -> request.bodyHandler(body -> answer(request, body)))
        .listen()
        .<Void>mapEmpty()
        .onComplete(started);
  }

  private void answer(HttpServerRequest request, Buffer body) {
    int length = body.length();
    if (packed.length < length) {
      packed = new byte[length];
    }
    body.getBytes(packed);
    if (packed[0] == 1) {
      inflate(length);
    }
    MultiMap trailers = request.response().trailers();
    trailers.set("grpc-status", "0");
    request.response().putHeader("content-type", "application/grpc").end(EMPTY_MESSAGE);
  }

  private void inflate(int length) {
    inflater.reset();
    inflater.setInput(packed, FRAME + GZIP_HEADER, length - FRAME - GZIP_HEADER);
    try {
      inflater.inflate(inflated);
    } catch (DataFormatException e) {
      throw new IllegalStateException(e);
    }
  }
}
