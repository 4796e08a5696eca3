package dev.toolwatch.otlp;

import dev.toolwatch.security.AccessControl;
import dev.toolwatch.security.Sockets;
import dev.toolwatch.security.Tls;
import dev.toolwatch.signal.EventLoops;
import dev.toolwatch.signal.LogPosition;
import dev.toolwatch.tenant.CurrentTenant;
import dev.toolwatch.tenant.Tenants;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Starts the receiver's event loops, and stops them once the requests in flight have finished. */
@ApplicationScoped
class OtlpServers {
  private static final Logger LOG = Logger.getLogger(OtlpServers.class);

  private static final long START_SECONDS = 20;

  /** What an earlier process has kept is read before. */
  private static final long REPLAY_SECONDS = 3600;

  private final Vertx vertx;
  private final OtlpSettings settings;
  private final LoopSettings loopSettings;
  private final ReceiverState state;
  private final List<EventLoop> loops = new ArrayList<>();
  private final Tenants tenants;
  private final Instance<SignalConsumers> consumers;
  private final InstantSource clock;
  private final AccessControl access;
  private final Tls tls;
  private final Sockets sockets;
  private final WrongRequests wrong;
  private final Instance<RequestLog> logs;
  private final boolean keepsRequests;

  /** How far the requests that are kept are stored, by tenant. */
  private final Map<String, LogPosition> positions = new HashMap<>();

  private int instances;
  private String deployment;
  private volatile boolean listening;

  OtlpServers(
      Vertx vertx,
      OtlpSettings settings,
      @ConfigProperty(name = "toolwatch.host") String host,
      @ConfigProperty(name = "quarkus.http.port") int apiPort,
      @ConfigProperty(name = "quarkus.management.port") int managementPort,
      Tenants tenants,
      Instance<SignalConsumers> consumers,
      InstantSource clock,
      AccessControl access,
      Tls tls,
      Sockets sockets,
      WrongRequests wrong,
      Instance<RequestLog> logs) {
    this.logs = logs;
    keepsRequests = tenants.of(CurrentTenant.DEFAULT, logs).isEnabled();
    this.vertx = vertx;
    this.settings = settings;
    this.tenants = tenants;
    this.consumers = consumers;
    this.clock = clock;
    this.access = access;
    this.tls = tls;
    this.sockets = sockets;
    this.wrong = wrong;
    SettingsCheck.check(settings);
    SettingsCheck.checkPorts(
        settings, Map.of("quarkus.http.port", apiPort, "quarkus.management.port", managementPort));
    loopSettings = LoopSettings.of(settings, host);
    state = new ReceiverState(settings.maxInFlight().asLongValue());
  }

  /** Starts to listen before anything that depends on it starts. */
  void start(@Observes @Priority(100) StartupEvent startup) throws InterruptedException {
    List<String> sharers = new ArrayList<>(tenants.named());
    sharers.add(CurrentTenant.DEFAULT);
    state.divide(sharers, loopSettings.limits().requestBytes());
    instances = keepsRequests ? 1 : EventLoops.of(settings.eventLoops());
    if (keepsRequests) {
      tenants.each(logs, log -> positions.put(CurrentTenant.name(), open(log)));
    }
    DeploymentOptions options = new DeploymentOptions().setInstances(instances);
    try {
      deployment =
          vertx
              .deployVerticle(this::newLoop, options)
              .toCompletionStage()
              .toCompletableFuture()
              .get(keepsRequests ? REPLAY_SECONDS : START_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      // Only the message of this exception is shown.
      throw new ConfigurationException(e.getCause().getMessage(), e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException("The OTLP receiver did not start", e);
    }
    listening = true;
    LOG.infof(
        "OTLP receiver listening on %s, gRPC %d, HTTP %d, %d event loops",
        loopSettings.host(), actualGrpcPort(), actualHttpPort(), instances);
  }

  private static LogPosition open(RequestLog log) {
    try {
      return log.open();
    } catch (IllegalStateException e) {
      throw new ConfigurationException("Toolwatch does not start: " + e.getMessage(), e);
    }
  }

  private synchronized EventLoop newLoop() {
    int index = loops.size();
    EventLoop loop =
        new EventLoop(
            loopSettings,
            state,
            access,
            tls,
            sockets,
            new OpenStreams(instances, settings.requestTimeout()),
            wrong,
            executor -> intakes(index, executor));
    loops.add(loop);
    return loop;
  }

  /** Of all tenants at once: event loops hand spans to each other. */
  private Intakes intakes(int index, Executor loop) {
    Map<String, Intake> byTenant = new HashMap<>();
    tenants.each(
        consumers,
        one ->
            byTenant.put(
                CurrentTenant.name(),
                keepsRequests ? writingIntake(one, loop) : intake(one, index, loop)));
    return new Intakes(byTenant);
  }

  private Intake intake(SignalConsumers ofTenant, int index, Executor loop) {
    return new Intake(
        ofTenant.open(index, instances, loop), ofTenant.vocabulary(), clock, loopSettings.limits());
  }

  private Intake writingIntake(SignalConsumers ofTenant, Executor loop) {
    RequestLog log = logs.get();
    LogPosition position = positions.get(CurrentTenant.name());
    LogConsumer consumer = ofTenant.openLog(loop, log.reader());
    consumer.open(position, 1);
    return new Intake(
        consumer,
        ofTenant.vocabulary(),
        clock,
        loopSettings.limits(),
        new WrittenRequests(log, position.log(), consumer));
  }

  /**
   * Refuses new requests and lets those in flight finish. The management port still answers
   * meanwhile: Quarkus closes its own ports only after this event.
   */
  void drain(@Observes ShutdownDelayInitiatedEvent beforeShutdown) throws InterruptedException {
    state.drain();
    long deadline = System.nanoTime() + settings.drainTimeout().toNanos();
    while (state.exchanges().sum() > 0 && System.nanoTime() < deadline) {
      Thread.sleep(10);
    }
    if (state.exchanges().sum() > 0) {
      LOG.warnf("Stopping with %d OTLP requests unfinished", state.exchanges().sum());
    }
  }

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

  int actualHttpPort() {
    return loops.get(0).actualHttpPort();
  }

  int actualGrpcPort() {
    return loops.get(0).actualGrpcPort();
  }

  /** The state that the event loops share. */
  ReceiverState state() {
    return state;
  }

  /** Whether the event loops were ever started. They still answer after the stop. */
  boolean hasListened() {
    return deployment != null;
  }

  boolean isListening() {
    return listening;
  }

  boolean isDraining() {
    return state.isDraining();
  }

  List<EventLoop> loops() {
    return loops;
  }
}
