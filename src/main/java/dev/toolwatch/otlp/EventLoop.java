package dev.toolwatch.otlp;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * One event loop of the receiver: both servers, the requests under way, and the intake they feed.
 * Instances share the ports; the loop a connection falls to serves it for its life. Everything but
 * {@link #counts} and the heartbeat is used on the loop's thread only.
 */
final class EventLoop extends AbstractVerticle {
  private static final Logger LOG = Logger.getLogger(EventLoop.class);

  private static final long SWEEP_MILLIS = 1000;

  /** Room for a stream's and a connection's unread bytes: a full batch without waiting. */
  private static final int WINDOW = 1024 * 1024;

  private final OtlpServers servers;
  private final Function<Executor, Intake> intakes;
  private final Set<Exchange> open = new LinkedHashSet<>();
  private final ScratchBuffer joined = new ScratchBuffer();
  private Context loop;
  private Intake intake;
  private HttpServer http;
  private HttpServer grpc;
  private volatile long beatNanos = System.nanoTime();

  EventLoop(OtlpServers servers, Function<Executor, Intake> intakes) {
    this.servers = servers;
    this.intakes = intakes;
  }

  @Override
  public void start(Promise<Void> started) {
    loop = context;
    intake = intakes.apply(task -> loop.runOnContext(now -> task.run()));
    vertx.setPeriodic(SWEEP_MILLIS, sweep -> sweep());
    OtlpHttp otlpHttp = new OtlpHttp(this);
    OtlpGrpc otlpGrpc = new OtlpGrpc(this);
    http = server(servers.httpPort()).requestHandler(otlpHttp::handle);
    grpc = server(servers.grpcPort()).requestHandler(otlpGrpc::handle);
    Future.all(http.listen(), grpc.listen()).<Void>mapEmpty().onComplete(started);
  }

  private HttpServer server(int port) {
    HttpServerOptions options =
        new HttpServerOptions()
            .setHost(servers.host())
            .setPort(port)
            .setHandle100ContinueAutomatically(true)
            .setInitialSettings(new Http2Settings().setInitialWindowSize(WINDOW))
            .setHttp2ConnectionWindowSize(WINDOW);
    return vertx.createHttpServer(options).connectionHandler(this::connected);
  }

  private void connected(HttpConnection connection) {
    if (servers.connections().take(1)) {
      connection.closeHandler(closed -> servers.connections().giveBack(1));
    } else {
      connection.close();
    }
  }

  int actualHttpPort() {
    return http.actualPort();
  }

  int actualGrpcPort() {
    return grpc.actualPort();
  }

  /** Takes on a request whose head is in order. */
  void begin(HttpServerRequest request, Protocol protocol) {
    Body body = new Body(servers.inFlight(), servers.maxRequestBytes());
    if (servers.isDraining()) {
      body.refuse(Answer.refused(Answer.Code.OVERLOADED, "Toolwatch is stopping, try again"));
    }
    Exchange exchange = new Exchange(this, request, protocol, body, System.nanoTime());
    open.add(exchange);
    servers.exchanges().increment();
    exchange.start();
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
    while (!open.isEmpty()) {
      Iterator<Exchange> oldestFirst = open.iterator();
      Exchange oldest = oldestFirst.next();
      if (now - oldest.startedNanos() < servers.requestTimeout().toNanos()) {
        return;
      }
      oldest.timeOut();
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

  @Override
  public void stop() {
    intake.close();
  }
}
