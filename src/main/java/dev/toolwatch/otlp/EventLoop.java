package dev.toolwatch.otlp;

import dev.toolwatch.security.AccessControl;
import dev.toolwatch.security.Port;
import dev.toolwatch.security.Sockets;
import dev.toolwatch.security.Tls;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.tracing.TracingPolicy;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * One event loop of the receiver: its gRPC server, its HTTP server and the requests on their
 * connections. All instances share the two ports. A connection stays with its loop until it closes.
 * Only {@link #counts} and the heartbeat may be used from other threads.
 */
final class EventLoop extends AbstractVerticle {
  private static final Logger LOG = Logger.getLogger(EventLoop.class);

  private static final long SWEEP_MILLIS = 250;
  private static final long REPLAY_NANOS = 50_000_000;

  /**
   * The maximum number of concurrent requests on a connection. The sender holds back any further
   * ones.
   */
  static final int STREAMS = 100;

  /** The flow-control window of a stream and of a connection, in bytes: fits a full batch. */
  private static final int WINDOW = 1024 * 1024;

  private final LoopSettings settings;
  private final ReceiverState state;
  private final AccessControl access;
  private final Tls tls;
  private final Function<Executor, Intakes> opening;
  private final Sockets sockets;
  private final OpenStreams streams;
  private final WrongRequests wrong;
  private Executor loop;
  private Intakes intakes;
  private OpenRequests requests;
  private HttpServer http;
  private HttpServer grpc;
  private volatile long beatNanos = System.nanoTime();

  EventLoop(
      LoopSettings settings,
      ReceiverState state,
      AccessControl access,
      Tls tls,
      Sockets sockets,
      OpenStreams streams,
      WrongRequests wrong,
      Function<Executor, Intakes> opening) {
    this.settings = settings;
    this.state = state;
    this.access = access;
    this.tls = tls;
    this.sockets = sockets;
    this.streams = streams;
    this.wrong = wrong;
    this.opening = opening;
  }

  @Override
  public void start(Promise<Void> started) {
    Context own = context;
    loop = task -> own.runOnContext(now -> task.run());
    intakes = opening.apply(loop);
    requests = new OpenRequests(intakes, settings, state);
    replay(started, intakes.all().iterator());
  }

  /** Shows what an earlier process has kept, some at a time, so that the loop does other work too. */
  private void replay(Promise<Void> started, Iterator<Intake> rest) {
    if (rest.hasNext()) {
      replay(started, rest.next(), rest);
    } else {
      listen(started);
    }
  }

  private void replay(Promise<Void> started, Intake intake, Iterator<Intake> rest) {
    boolean more;
    try {
      more = intake.replay(System.nanoTime() + REPLAY_NANOS);
    } catch (RuntimeException e) {
      started.fail(e);
      return;
    }
    if (more) {
      loop.execute(() -> replay(started, intake, rest));
    } else {
      intake.replayed(loop);
      replay(started, rest);
    }
  }

  private void listen(Promise<Void> started) {
    vertx.setPeriodic(SWEEP_MILLIS, sweep -> sweep());
    OtlpHttp otlpHttp = new OtlpHttp(access, requests, wrong, this::actualGrpcPort);
    OtlpGrpc otlpGrpc = new OtlpGrpc(access, requests, wrong, this::actualHttpPort);
    http = server(settings.httpPort(), Port.OTLP_HTTP).requestHandler(otlpHttp::handle);
    grpc = server(settings.grpcPort(), Port.OTLP_GRPC).requestHandler(otlpGrpc::handle);
    Future.all(
            listening(http.listen(), settings.httpPort(), "toolwatch.otlp.http-port"),
            listening(grpc.listen(), settings.grpcPort(), "toolwatch.otlp.grpc-port"))
        .<Void>mapEmpty()
        .onComplete(started);
  }

  private Future<HttpServer> listening(Future<HttpServer> listening, int port, String setting) {
    return listening.recover(
        e ->
            Future.failedFuture(
                new ConfigurationException(
                    "Toolwatch does not start: cannot receive OTLP on %s:%d (toolwatch.host, %s): %s"
                        .formatted(settings.host(), Math.max(port, 0), setting, e.getMessage()),
                    e)));
  }

  private HttpServer server(int number, Port port) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(settings.host())
            .setPort(number)
            .setIdleTimeout((int) Math.min(settings.idleTimeout().toMillis(), Integer.MAX_VALUE))
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
            .setInitialSettings(
                new Http2Settings().setInitialWindowSize(WINDOW).setMaxConcurrentStreams(STREAMS))
            .setTracingPolicy(TracingPolicy.IGNORE)
            .setHttp2ConnectionWindowSize(WINDOW);
    tls.secure(options);
    HttpServer server =
        vertx
            .createHttpServer(options)
            .connectionHandler(connection -> connected(connection, port))
            .exceptionHandler(EventLoop::failed);
    tls.follow(server);
    return server;
  }

  /** The network or the sender broke the connection, so this is logged at debug level only. */
  private static void failed(Throwable cause) {
    LOG.debugf("An OTLP connection failed: %s", cause);
  }

  private void connected(HttpConnection connection, Port port) {
    connection.exceptionHandler(EventLoop::failed);
    Http2Guard.guard(connection, streams, why -> sockets.closed(port, why));
  }

  int actualHttpPort() {
    return http.actualPort();
  }

  int actualGrpcPort() {
    return grpc.actualPort();
  }

  private void sweep() {
    long now = System.nanoTime();
    beatNanos = now;
    intakes.all().forEach(Intake::tick);
    streams.sweep(now);
    requests.sweep(now);
  }

  /** When the loop last did its housekeeping, on the monotonic clock. Thread-safe. */
  long beatNanos() {
    return beatNanos;
  }

  /** What the loop has counted of a tenant, copied on its own thread. Thread-safe. */
  CompletableFuture<LoopCounts> counts(String tenant) {
    return CompletableFuture.supplyAsync(() -> intakes.of(tenant).counts(), loop);
  }

  /** What the loop has counted, copied on its own thread. Thread-safe. */
  CompletableFuture<LoopCounts> counts() {
    return CompletableFuture.supplyAsync(
        () -> intakes.all().stream().map(Intake::counts).reduce(LoopCounts.NONE, LoopCounts::plus),
        loop);
  }

  /** Answers all open requests and closes the ports. */
  @Override
  public void stop(Promise<Void> stopped) {
    requests.stop();
    Future.all(http.close(), grpc.close())
        .<Void>mapEmpty()
        .onComplete(
            closed -> {
              intakes.all().forEach(Intake::close);
              stopped.handle(closed);
            });
  }
}
