package dev.toolwatch.forward;

import dev.toolwatch.signal.Redaction;
import dev.toolwatch.signal.SteadyClock;
import dev.toolwatch.store.StoreSettings;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.config.TlsConfigUtils;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.tracing.TracingPolicy;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.ObserverMethod;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The targets of the configuration, from the start to the stop. Thread-safe. Without a target there
 * is no thread, no file and no connection.
 */
@Singleton
public class ForwardTargets {
  private static final Logger LOG = Logger.getLogger(ForwardTargets.class);

  /** Before the first request comes in, and before counters go on from the saved state. */
  private static final int BEFORE_OTLP = 40;

  /** After the last request, and before counters are saved. */
  private static final int AFTER_OTLP = ObserverMethod.DEFAULT_PRIORITY + 50;

  /** Every target has room for a request of the largest size. */
  private static final long LEAST_MEMORY = 4L * 1024 * 1024;

  /** What waits in memory takes no more of the heap, whatever is set. */
  private static final int PART_OF_HEAP = 16;

  private static final long LEAST_SPOOL = 8L * 1024 * 1024;
  private static final String NO_START = "Toolwatch does not start: ";
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final TlsConfigurationRegistry tls;
  private final Duration drainTimeout;
  private final Path directory;
  private final List<Delivery<Target>> deliveries = new ArrayList<>();
  private final Map<Target, Sender> senders = new LinkedHashMap<>();
  private final List<DeliveryThread> threads = new ArrayList<>();
  private final Forwarding forwarding;

  ForwardTargets(
      ForwardSettings settings,
      StoreSettings store,
      Vertx vertx,
      TlsConfigurationRegistry tls,
      @ConfigProperty(name = "toolwatch.traces.enabled", defaultValue = "true") boolean samples,
      Redaction redaction,
      InstantSource clock) {
    this.vertx = vertx;
    this.tls = tls;
    drainTimeout = settings.drainTimeout();
    directory = store.path().resolve("forward");
    List<Target> targets = targets(settings);
    if (!targets.isEmpty()) {
      long memory =
          share("max-memory", settings.maxMemory().asLongValue(), LEAST_MEMORY, targets.size());
      memory =
          Math.max(
              LEAST_MEMORY,
              Math.min(memory, Runtime.getRuntime().maxMemory() / PART_OF_HEAP / targets.size()));
      long spool = settings.spool().asLongValue();
      spool = spool == 0 ? 0 : share("spool", spool, LEAST_SPOOL, targets.size());
      for (Target target : targets) {
        deliveries.add(delivery(target, memory, spool, SteadyClock.of(clock)));
      }
    }
    forwarding = new Forwarding(deliveries, samples, redaction, clock);
  }

  private static List<Target> targets(ForwardSettings settings) {
    if (settings.drainTimeout().isNegative()) {
      throw wrong("toolwatch.forward.drain-timeout must not be negative");
    }
    List<Target> targets = new ArrayList<>();
    new TreeMap<>(settings.targets())
        .forEach(
            (name, target) -> {
              try {
                targets.add(Target.of(name, target));
              } catch (IllegalArgumentException e) {
                throw wrong(e.getMessage());
              }
            });
    return targets;
  }

  private static long share(String setting, long bytes, long least, int targets) {
    if (bytes / targets < least) {
      throw wrong(
          "toolwatch.forward.%s must be at least %dM for %d targets%s"
              .formatted(
                  setting,
                  least / (1024 * 1024) * targets,
                  targets,
                  setting.equals("spool") ? ", or 0" : ""));
    }
    return bytes / targets;
  }

  private static ConfigurationException wrong(String message) {
    return new ConfigurationException(NO_START + message);
  }

  private Delivery<Target> delivery(Target target, long memory, long spool, SteadyClock clock) {
    options(target); // the start fails if the TLS configuration is wrong
    Sender sender =
        switch (target.protocol()) {
          case GRPC -> new GrpcSender(vertx, target, () -> options(target));
          case HTTP_PROTOBUF -> new HttpSender(vertx, target, () -> options(target), clock);
        };
    senders.put(target, sender);
    TargetCounts counts = new TargetCounts();
    return new Delivery<>(
        target,
        sender,
        memory,
        spool == 0 ? null : () -> Spool.open(directory.resolve(target.name()), spool, counts),
        counts,
        new Backoff(new SplittableRandom()::nextDouble),
        clock);
  }

  private HttpClientOptions options(Target target) {
    HttpClientOptions options =
        new HttpClientOptions()
            .setSsl(target.isTls())
            .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
            .setMaxPoolSize(1)
            .setTracingPolicy(TracingPolicy.IGNORE);
    target
        .tlsConfigurationName()
        .ifPresent(name -> TlsConfigUtils.configure(options, configuration(target, name)));
    return options;
  }

  private TlsConfiguration configuration(Target target, String name) {
    return tls.get(name)
        .orElseThrow(
            () ->
                wrong(
                    "toolwatch.forward.targets.%s.tls-configuration-name is %s, but nothing is set by quarkus.tls.%s"
                        .formatted(target.name(), name, name)));
  }

  /** What hands requests to the targets. */
  @Produces
  @Singleton
  Forwarding forwarding() {
    return forwarding;
  }

  /** The endpoints by the names of their targets. */
  public Map<String, URI> endpoints() {
    Map<String, URI> endpoints = new TreeMap<>();
    senders.keySet().forEach(target -> endpoints.put(target.name(), target.endpoint()));
    return endpoints;
  }

  /** The deliveries to all targets, by name. */
  List<Delivery<Target>> deliveries() {
    return deliveries;
  }

  void start(@Observes @Priority(BEFORE_OTLP) StartupEvent event) {
    for (Delivery<Target> delivery : deliveries) {
      DeliveryThread thread = new DeliveryThread(delivery);
      threads.add(thread);
      thread.start();
      LOG.infof(
          "Forwarding %s to %s at %s",
          delivery.target().signals().stream().map(signal -> signal.label()).sorted().toList(),
          delivery.target().name(),
          delivery.target().endpoint());
    }
    warnOfOrphans();
  }

  /** What waits for a target that is no longer configured would lie there for ever. */
  private void warnOfOrphans() {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (Stream<Path> spools = Files.list(directory)) {
      spools
          .filter(Files::isDirectory)
          .filter(spool -> !endpoints().containsKey(spool.getFileName().toString()))
          .forEach(
              spool ->
                  LOG.warnf(
                      "%s is of a target that is not configured: what waits there is not"
                          + " delivered. Configure the target, or delete the directory",
                      spool));
    } catch (IOException e) {
      LOG.warnf("Cannot look for what waits in %s: %s", directory, e);
    }
  }

  /** New connections have the new certificate. */
  void renewed(@Observes CertificateUpdatedEvent event) {
    senders.forEach(
        (target, sender) -> {
          if (target.tlsConfigurationName().filter(event.name()::equals).isPresent()) {
            sender.renew();
          }
        });
  }

  void stop(@Observes @Priority(AFTER_OTLP) ShutdownEvent event) throws InterruptedException {
    long deadline = System.nanoTime() + drainTimeout.toNanos();
    threads.forEach(thread -> thread.finish(deadline));
    for (DeliveryThread thread : threads) {
      // The rest of its time is for the disk.
      long left = deadline - System.nanoTime() + CONNECT_TIMEOUT.toNanos();
      thread.join(Math.max(1, left / 1_000_000));
      thread.report();
    }
  }
}
