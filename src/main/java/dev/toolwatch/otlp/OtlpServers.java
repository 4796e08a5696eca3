package dev.toolwatch.otlp;

import dev.toolwatch.cardinality.Cardinality;
import dev.toolwatch.mcp.Joins;
import dev.toolwatch.mcp.Recognition;
import dev.toolwatch.mcp.ReportedMetrics;
import dev.toolwatch.red.RedMetrics;
import dev.toolwatch.red.Shard;
import dev.toolwatch.security.AccessControl;
import dev.toolwatch.security.Port;
import dev.toolwatch.security.Sockets;
import dev.toolwatch.security.Tls;
import dev.toolwatch.slo.Failures;
import dev.toolwatch.usage.Usage;
import dev.toolwatch.usage.UsageShard;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Starts the event loops of the receiver, and stops them when what is in flight has finished. */
@ApplicationScoped
class OtlpServers {
  private static final Logger LOG = Logger.getLogger(OtlpServers.class);

  private static final long START_SECONDS = 20;

  private final Vertx vertx;
  private final OtlpSettings settings;
  private final String host;
  private final ByteBudget inFlight;
  private final LongAdder exchanges = new LongAdder();
  private final List<EventLoop> loops = new ArrayList<>();
  private final Cardinality cardinality;
  private final RedMetrics red;
  private final Usage usage;
  private final Failures failures;
  private final Recognition recognition;
  private final ReportedMetrics reportedMetrics;
  private final InstantSource clock;
  private final AccessControl access;
  private final Tls tls;
  private final Sockets sockets;
  private int instances;
  private String deployment;
  private volatile boolean listening;
  private volatile boolean draining;

  OtlpServers(
      Vertx vertx,
      OtlpSettings settings,
      @ConfigProperty(name = "toolwatch.host") String host,
      @ConfigProperty(name = "quarkus.http.port") int apiPort,
      @ConfigProperty(name = "quarkus.management.port") int managementPort,
      Cardinality cardinality,
      RedMetrics red,
      Usage usage,
      Failures failures,
      Recognition recognition,
      ReportedMetrics reportedMetrics,
      InstantSource clock,
      AccessControl access,
      Tls tls,
      Sockets sockets) {
    this.vertx = vertx;
    this.settings = settings;
    this.host = host;
    this.cardinality = cardinality;
    this.red = red;
    this.usage = usage;
    this.failures = failures;
    this.recognition = recognition;
    this.reportedMetrics = reportedMetrics;
    this.clock = clock;
    SettingsCheck.check(settings);
    SettingsCheck.checkPorts(
        settings, Map.of("quarkus.http.port", apiPort, "quarkus.management.port", managementPort));
    this.access = access;
    this.tls = tls;
    this.sockets = sockets;
    inFlight = new ByteBudget(settings.maxInFlight().asLongValue());
  }

  /** Listens before anything that depends on it starts. */
  void start(@Observes @Priority(100) StartupEvent startup) throws InterruptedException {
    instances =
        settings.eventLoops() > 0
            ? settings.eventLoops()
            : Runtime.getRuntime().availableProcessors();
    DeploymentOptions options = new DeploymentOptions().setInstances(instances);
    Joins joins = recognition.joins(instances);
    try {
      deployment =
          vertx
              .deployVerticle(() -> newLoop(joins), options)
              .toCompletionStage()
              .toCompletableFuture()
              .get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      // Of this kind Quarkus shows the message alone.
      throw new ConfigurationException(e.getCause().getMessage());
    } catch (TimeoutException e) {
      throw new IllegalStateException("The OTLP receiver did not start", e);
    }
    listening = true;
    LOG.infof(
        "OTLP receiver listening on %s, gRPC %d, HTTP %d, %d event loops",
        host, actualGrpcPort(), actualHttpPort(), instances);
  }

  private synchronized EventLoop newLoop(Joins joins) {
    int index = loops.size();
    IntakeLimits limits = new IntakeLimits((int) maxRequestBytes(), settings.maxRequestSpans());
    EventLoop loop =
        new EventLoop(
            this,
            executor ->
                new Intake(
                    index,
                    executor,
                    recognition,
                    joins,
                    reportedMetrics,
                    cardinality.services(),
                    shard(executor),
                    clock,
                    limits));
    loops.add(loop);
    return loop;
  }

  private Shard shard(Executor executor) {
    UsageShard usageShard = usage.openShard(executor, instances, recognition.sessionPseudonyms());
    return red.openShard(executor, new CountedUsage(usageShard, failures.openShard()));
  }

  /**
   * Refuses what is new and lets what is in flight finish, while the management port still answers:
   * Quarkus closes its own ports only after this event.
   */
  void drain(@Observes ShutdownDelayInitiatedEvent beforeShutdown) throws InterruptedException {
    draining = true;
    long deadline = System.nanoTime() + settings.drainTimeout().toNanos();
    while (exchanges.sum() > 0 && System.nanoTime() < deadline) {
      Thread.sleep(10);
    }
    if (exchanges.sum() > 0) {
      LOG.warnf("Stopping with %d OTLP requests unfinished", exchanges.sum());
    }
  }

  /** Closes the ports. */
  void stop(@Observes ShutdownEvent shutdown) throws InterruptedException {
    if (deployment == null) {
      return;
    }
    listening = false;
    try {
      vertx
          .undeploy(deployment)
          .toCompletionStage()
          .toCompletableFuture()
          .get(START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("The OTLP receiver did not close cleanly", e);
    }
  }

  AccessControl accessControl() {
    return access;
  }

  Tls tls() {
    return tls;
  }

  String host() {
    return host;
  }

  /**
   * For Vert.x, to which a negative port is a free one, shared by all servers that name the same:
   * none that Quarkus takes for its own.
   */
  int httpPort() {
    return settings.httpPort() == 0 ? Port.FREE_OTLP_HTTP : settings.httpPort();
  }

  /** The same for gRPC. */
  int grpcPort() {
    return settings.grpcPort() == 0 ? Port.FREE_OTLP_GRPC : settings.grpcPort();
  }

  /** The port that OTLP/HTTP is served on. */
  int actualHttpPort() {
    return loops.get(0).actualHttpPort();
  }

  /** The port that OTLP/gRPC is served on. */
  int actualGrpcPort() {
    return loops.get(0).actualGrpcPort();
  }

  ByteBudget inFlight() {
    return inFlight;
  }

  /** For one more event loop. */
  OpenStreams openStreams() {
    return new OpenStreams(sockets, instances, settings.requestTimeout());
  }

  /** Requests begun and not yet answered. */
  LongAdder exchanges() {
    return exchanges;
  }

  long maxRequestBytes() {
    return Math.min(settings.maxRequestSize().asLongValue(), Integer.MAX_VALUE - 64);
  }

  Duration requestTimeout() {
    return settings.requestTimeout();
  }

  Duration idleTimeout() {
    return settings.idleTimeout();
  }

  /** Whether event loops have ever received anything; they answer after the stop as well. */
  boolean hasListened() {
    return deployment != null;
  }

  boolean isListening() {
    return listening;
  }

  boolean isDraining() {
    return draining;
  }

  List<EventLoop> loops() {
    return loops;
  }
}
