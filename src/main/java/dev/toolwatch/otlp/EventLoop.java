package dev.toolwatch.otlp;

import dev.toolwatch.security.AccessControl;
import dev.toolwatch.security.Tls;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.tracing.TracingPolicy;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * One event loop of the receiver: both servers, and the requests that come over their connections.
 * Instances share the ports; the loop that a connection falls to serves it for its life. Everything
 * but {@link #counts} and the heartbeat is used on the loop's thread only.
 */
final class EventLoop extends AbstractVerticle {
  private static final Logger LOG = Logger.getLogger(EventLoop.class);

  private static final long SWEEP_MILLIS = 250;

  /** Requests of one connection at once; more wait for their turn at the sender. */
  private static final int STREAMS = 100;

  /** RFC 9113, "Error Codes": nothing was done, the sender may try again. */
  private static final long REFUSED_STREAM = 7;

  /** Room for a stream's and a connection's unread bytes: a full batch without waiting. */
  private static final int WINDOW = 1024 * 1024;

  private final LoopSettings settings;
  private final ReceiverState state;
  private final AccessControl access;
  private final Tls tls;
  private final Function<Executor, Intake> intakes;
  private final Set<HttpConnection> turnedAway = new HashSet<>();
  private Executor loop;
  private Intake intake;
  private OpenRequests requests;
  private HttpServer http;
  private HttpServer grpc;
  private volatile long beatNanos = System.nanoTime();

  EventLoop(
      LoopSettings settings,
      ReceiverState state,
      AccessControl access,
      Tls tls,
      Function<Executor, Intake> intakes) {
    this.settings = settings;
    this.state = state;
    this.access = access;
    this.tls = tls;
    this.intakes = intakes;
  }

  @Override
  public void start(Promise<Void> started) {
    Context own = context;
    loop = task -> own.runOnContext(now -> task.run());
    intake = intakes.apply(loop);
    requests = new OpenRequests(intake, settings, state);
    vertx.setPeriodic(SWEEP_MILLIS, sweep -> sweep());
    OtlpHttp otlpHttp = new OtlpHttp(access, requests);
    OtlpGrpc otlpGrpc = new OtlpGrpc(access, requests);
    http = server(settings.httpPort()).requestHandler(unlessTurnedAway(otlpHttp::handle));
    grpc = server(settings.grpcPort()).requestHandler(unlessTurnedAway(otlpGrpc::handle));
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
                    "Cannot receive OTLP on %s:%d (%s): %s"
                        .formatted(settings.host(), Math.max(port, 0), setting, e.getMessage()))));
  }

  private HttpServer server(int port) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(settings.host())
            .setPort(port)
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
            .connectionHandler(this::connected)
            .exceptionHandler(EventLoop::failed);
    tls.follow(server);
    return server;
  }

  /** What breaks a connection is the network's or the sender's doing: nothing to be alarmed by. */
  private static void failed(Throwable cause) {
    LOG.debugf("An OTLP connection failed: %s", cause);
  }

  private void connected(HttpConnection connection) {
    connection.exceptionHandler(EventLoop::failed);
    if (state.connections().take(1)) {
      connection.closeHandler(closed -> state.connections().giveBack(1));
    } else {
      turnedAway.add(connection);
      connection.closeHandler(closed -> turnedAway.remove(connection));
      connection.close();
    }
  }

  /** What came along with a connection that is being closed is not taken: it cannot be answered. */
  private Handler<HttpServerRequest> unlessTurnedAway(Handler<HttpServerRequest> handler) {
    return request -> {
      if (turnedAway.contains(request.connection())) {
        request.response().reset(REFUSED_STREAM);
      } else {
        handler.handle(request);
      }
    };
  }

  /** The port that OTLP/HTTP is served on. */
  int actualHttpPort() {
    return http.actualPort();
  }

  /** The port that OTLP/gRPC is served on. */
  int actualGrpcPort() {
    return grpc.actualPort();
  }

  private void sweep() {
    long now = System.nanoTime();
    beatNanos = now;
    intake.tick();
    requests.sweep(now);
  }

  /** When the loop last ran its housekeeping, by the monotonic clock; readable from any thread. */
  long beatNanos() {
    return beatNanos;
  }

  /** What the loop has counted, copied on its thread; may be asked for from any. */
  CompletableFuture<LoopCounts> counts() {
    return CompletableFuture.supplyAsync(
        () -> new LoopCounts(intake.received().copy(), intake.spanCounts()), loop);
  }

  /** Parts with those who are not done, and closes the ports. */
  @Override
  public void stop(Promise<Void> stopped) {
    requests.stop();
    Future.all(http.close(), grpc.close())
        .<Void>mapEmpty()
        .onComplete(
            closed -> {
              intake.close();
              stopped.handle(closed);
            });
  }
}
