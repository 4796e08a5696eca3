package dev.toolwatch.otlp;

import dev.toolwatch.security.AccessControl;
import dev.toolwatch.security.Port;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.tracing.TracingPolicy;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * One event loop of the receiver: both servers, the requests under way, and the intake they feed.
 * Instances share the ports; the loop a connection falls to serves it for its life. Everything but
 * {@link #counts} and the heartbeat is used on the loop's thread only.
 */
final class EventLoop extends AbstractVerticle {
  private static final Logger LOG = Logger.getLogger(EventLoop.class);

  private static final long SWEEP_MILLIS = 250;

  /** Requests of one connection at once; more wait for their turn at the sender. */
  static final int STREAMS = 100;

  /** Room for a stream's and a connection's unread bytes: a full batch without waiting. */
  private static final int WINDOW = 1024 * 1024;

  private static final Answer TIMED_OUT =
      Answer.refused(Answer.Code.TIMEOUT, "the request did not arrive in time");
  private static final Answer STOPPING =
      Answer.refused(Answer.Code.OVERLOADED, "Toolwatch is stopping, try again");

  private final OtlpServers servers;
  private final Function<Executor, Intake> intakes;
  private final Set<Exchange> open = new LinkedHashSet<>();
  private final OpenStreams streams;
  private final ScratchBuffer joined = new ScratchBuffer();
  private Context loop;
  private Intake intake;
  private HttpServer http;
  private HttpServer grpc;
  private volatile long beatNanos = System.nanoTime();

  EventLoop(OtlpServers servers, Function<Executor, Intake> intakes) {
    this.servers = servers;
    this.intakes = intakes;
    streams = servers.openStreams();
  }

  @Override
  public void start(Promise<Void> started) {
    loop = context;
    intake = intakes.apply(task -> loop.runOnContext(now -> task.run()));
    vertx.setPeriodic(SWEEP_MILLIS, sweep -> sweep());
    OtlpHttp otlpHttp = new OtlpHttp(this);
    OtlpGrpc otlpGrpc = new OtlpGrpc(this);
    http = server(servers.httpPort(), Port.OTLP_HTTP).requestHandler(otlpHttp::handle);
    grpc = server(servers.grpcPort(), Port.OTLP_GRPC).requestHandler(otlpGrpc::handle);
    Future.all(
            listening(http.listen(), servers.httpPort(), "toolwatch.otlp.http-port"),
            listening(grpc.listen(), servers.grpcPort(), "toolwatch.otlp.grpc-port"))
        .<Void>mapEmpty()
        .onComplete(started);
  }

  private Future<HttpServer> listening(Future<HttpServer> listening, int port, String setting) {
    return listening.recover(
        e ->
            Future.failedFuture(
                new ConfigurationException(
                    "Cannot receive OTLP on %s:%d (%s): %s"
                        .formatted(servers.host(), Math.max(port, 0), setting, e.getMessage()))));
  }

  private HttpServer server(int number, Port port) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(servers.host())
            .setPort(number)
            .setIdleTimeout((int) Math.min(servers.idleTimeout().toMillis(), Integer.MAX_VALUE))
            .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
            .setInitialSettings(
                new Http2Settings().setInitialWindowSize(WINDOW).setMaxConcurrentStreams(STREAMS))
            .setTracingPolicy(TracingPolicy.IGNORE)
            .setHttp2ConnectionWindowSize(WINDOW);
    servers.tls().secure(options);
    HttpServer server =
        vertx
            .createHttpServer(options)
            .connectionHandler(connection -> connected(connection, port))
            .exceptionHandler(EventLoop::failed);
    servers.tls().follow(server);
    return server;
  }

  /** What breaks a connection is the network's or the sender's doing, and nothing to be alarmed by. */
  private static void failed(Throwable cause) {
    LOG.debugf("An OTLP connection failed: %s", cause);
  }

  private void connected(HttpConnection connection, Port port) {
    connection.exceptionHandler(EventLoop::failed);
    streams.guard(connection, port);
  }

  AccessControl accessControl() {
    return servers.accessControl();
  }

  int actualHttpPort() {
    return http.actualPort();
  }

  int actualGrpcPort() {
    return grpc.actualPort();
  }

  /** Takes on a request whose head is in order. */
  void begin(HttpServerRequest request, Protocol protocol) {
    Body body = new Body(servers.inFlight(), servers.maxRequestBytes(), protocol.framing());
    if (servers.isDraining()) {
      body.refuse(STOPPING);
    }
    body.declare(declaredLength(request));
    Exchange exchange = new Exchange(this, request, protocol, body, System.nanoTime());
    open.add(exchange);
    servers.exchanges().increment();
    exchange.start();
  }

  /** The length that the sender declares, or 0 where it is not known beforehand. */
  private static long declaredLength(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    try {
      return length == null ? 0 : Long.parseLong(length);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  Answer accept(Protocol protocol, Body body) {
    try {
      return protocol.accept(intake, body.joined(joined), body.size());
    } catch (RuntimeException e) {
      // A fault of ours, not of the sender, who must not repeat what trips it.
      LOG.error("An OTLP request could not be taken in", e);
      return Answer.refused(Answer.Code.INTERNAL, "internal error");
    } finally {
      joined.trim();
    }
  }

  void ended(Exchange exchange, Protocol protocol, Answer.Code code) {
    intake.tally().request(protocol.signal(), protocol.transport(), code);
    abandoned(exchange);
  }

  void abandoned(Exchange exchange) {
    open.remove(exchange);
    servers.exchanges().decrement();
  }

  private void sweep() {
    long now = System.nanoTime();
    beatNanos = now;
    intake.tick();
    streams.sweep(now);
    while (!open.isEmpty()) {
      Exchange oldest = open.iterator().next();
      if (now - oldest.startedNanos() < servers.requestTimeout().toNanos()) {
        return;
      }
      oldest.cutOff(TIMED_OUT);
    }
  }

  /** When the loop last ran its housekeeping, by the monotonic clock; readable from any thread. */
  long beatNanos() {
    return beatNanos;
  }

  /** What the loop has counted, copied on its thread; to be asked from any. */
  CompletionStage<LoopCounts> counts() {
    CompletableFuture<LoopCounts> taken = new CompletableFuture<>();
    loop.runOnContext(
        now -> taken.complete(new LoopCounts(intake.tally().copy(), intake.joinCounts())));
    return taken;
  }

  /** Parts with those who are not done, and closes the ports. */
  @Override
  public void stop(Promise<Void> stopped) {
    List.copyOf(open).forEach(exchange -> exchange.cutOff(STOPPING));
    Future.all(http.close(), grpc.close())
        .<Void>mapEmpty()
        .onComplete(
            closed -> {
              intake.close();
              stopped.handle(closed);
            });
  }
}
