package dev.toolwatch.report;

import dev.toolwatch.errors.ErrorEvent;
import dev.toolwatch.errors.ErrorListener;
import dev.toolwatch.errors.Fingerprint;
import dev.toolwatch.forward.Mailbox;
import dev.toolwatch.forward.Outbox;
import dev.toolwatch.signal.ForwardTime;
import dev.toolwatch.signal.ShownUsers;
import dev.toolwatch.signal.SteadyClock;
import dev.toolwatch.store.StoreSettings;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.Vertx;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.ObserverMethod;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Reports errors to Sentry and Rollbar, from the start to the stop. One thread at a time tells it of
 * errors. Without a DSN and a token there is no thread, no file and no connection.
 */
@Singleton
class ErrorReports implements ErrorListener {
  private static final Logger LOG = Logger.getLogger(ErrorReports.class);

  /** Before the first request comes in, and before counters go on from the saved state. */
  private static final int BEFORE_OTLP = 40;

  /** After the last request and the last error, and before counters are saved. */
  private static final int AFTER_ERRORS = ObserverMethod.DEFAULT_PRIORITY + 90;

  /** What may wait for each target. An event has about 10 kB. */
  static final Outbox.Limits WAITING = new Outbox.Limits(4L << 20, 32L << 20);

  /** More than there are groups. */
  private static final int MAX_GROUPS = 4096;

  /** Below the limits of small plans. Limits the time of the thread that groups errors, too. */
  static final int PER_MINUTE = 60;

  private static final Duration DRAIN = Duration.ofSeconds(2);
  private static final Duration DISK = Duration.ofSeconds(5);
  private static final Duration LONGEST_INTERVAL = Duration.ofDays(365);

  private final Path directory;
  private final ShownUsers shown;
  private final Vertx vertx;
  private final SteadyClock clock;
  private final String version;
  private final List<Reporter> reporters = new ArrayList<>();

  ErrorReports(
      SentrySettings sentry,
      RollbarSettings rollbar,
      StoreSettings store,
      ShownUsers shown,
      Vertx vertx,
      @ConfigProperty(name = "quarkus.application.version", defaultValue = "unknown")
          String version,
      InstantSource clock) {
    directory = store.path().resolve("report");
    this.shown = shown;
    this.vertx = vertx;
    this.clock = SteadyClock.of(clock);
    this.version = version;
    try {
      given(sentry.dsn()).ifPresent(dsn -> reporters.add(sentry(sentry, dsn)));
      given(rollbar.token()).ifPresent(token -> reporters.add(rollbar(rollbar, token)));
    } catch (IllegalArgumentException e) {
      throw new ConfigurationException("Toolwatch does not start: " + e.getMessage());
    }
  }

  private static Optional<String> given(Optional<String> setting) {
    return setting.map(String::strip).filter(text -> !text.isEmpty());
  }

  private Reporter sentry(SentrySettings settings, String dsn) {
    SentryDsn valid = SentryDsn.of(dsn);
    SentryEnvelopes envelopes = new SentryEnvelopes(valid, version);
    return reporter(
        new SentryMailbox(valid, envelopes, clock),
        new SentryEvents(envelopes, given(settings.environment()), given(settings.release())),
        settings.minInterval(),
        settings.sampleRate());
  }

  private Reporter rollbar(RollbarSettings settings, String token) {
    return reporter(
        new RollbarMailbox(token, settings.endpoint(), clock),
        new RollbarItems(given(settings.environment()), given(settings.release()), version),
        settings.minInterval(),
        settings.sampleRate());
  }

  private Reporter reporter(
      Mailbox mailbox, ReportWriter writer, Duration between, double sampleRate) {
    String prefix = "toolwatch." + mailbox.name();
    if (between.isNegative() || between.compareTo(LONGEST_INTERVAL) > 0) {
      throw new IllegalArgumentException(prefix + ".min-interval must be from 0s to 365d");
    }
    if (!(sampleRate >= 0 && sampleRate <= 1)) {
      throw new IllegalArgumentException(prefix + ".sample-rate must be from 0 to 1");
    }
    return new Reporter(
        mailbox.name(),
        new Pacing(new Pacing.Limits(between, MAX_GROUPS, PER_MINUTE), new ForwardTime(clock)),
        sampleRate,
        writer,
        shown,
        new Outbox(mailbox, directory.resolve(mailbox.name()), WAITING, vertx, clock),
        clock);
  }

  /** One for each target. */
  List<Reporter> reporters() {
    return reporters;
  }

  @Override
  public boolean wants(Fingerprint fingerprint, Occasion occasion, long times) {
    boolean any = false;
    for (Reporter reporter : reporters) {
      any |= reporter.wants(fingerprint, occasion, times);
    }
    return any;
  }

  @Override
  public void occurred(ErrorEvent event, Occasion occasion) {
    for (Reporter reporter : reporters) {
      reporter.occurred(event, occasion);
    }
  }

  void start(@Observes @Priority(BEFORE_OTLP) StartupEvent event) {
    for (Reporter reporter : reporters) {
      reporter.outbox().start();
      LOG.infof("Reporting errors to %s", reporter.target());
    }
  }

  void stop(@Observes @Priority(AFTER_ERRORS) ShutdownEvent event) throws InterruptedException {
    long deadline = System.nanoTime() + DRAIN.toNanos();
    reporters.forEach(reporter -> reporter.outbox().finish(deadline));
    for (Reporter reporter : reporters) {
      reporter.outbox().join(DRAIN.plus(DISK));
    }
  }
}
