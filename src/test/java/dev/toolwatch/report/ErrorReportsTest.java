package dev.toolwatch.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.toolwatch.errors.ErrorEvent;
import dev.toolwatch.errors.ErrorListener.Occasion;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.report.Reporter.Result;
import dev.toolwatch.signal.ShownUsers;
import dev.toolwatch.signal.SteadyClock;
import dev.toolwatch.store.StoreSettings;
import dev.toolwatch.testing.CapturedLog;
import dev.toolwatch.testing.RollbarServer;
import dev.toolwatch.testing.SentryServer;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From errors to stand-ins of Sentry and Rollbar over the network. */
class ErrorReportsTest {
  private static final long START_MILLIS = MadeErrors.MILLIS;

  private final Vertx vertx = Vertx.vertx();
  private final AtomicLong passedMillis = new AtomicLong();
  private final SteadyClock clock =
      SteadyClock.of(
          () -> Instant.ofEpochMilli(START_MILLIS + passedMillis.get()),
          () -> passedMillis.get() * 1_000_000);
  private final List<ErrorReports> running = new ArrayList<>();
  private ShownUsers shown = ShownUsers.AS_COUNTED;
  private SentryServer sentry;
  private RollbarServer rollbar;

  @TempDir Path directory;

  @BeforeEach
  void serve() throws Exception {
    sentry = SentryServer.start();
    rollbar = RollbarServer.start();
  }

  @AfterEach
  void close() throws Exception {
    for (ErrorReports reports : List.copyOf(running)) {
      stop(reports);
    }
    sentry.close();
    rollbar.close();
    vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
  }

  private ErrorReports reports(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("toolwatch.store.path", directory.toString());
    SmallRyeConfig config =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .addDiscoveredConverters()
            .withMapping(SentrySettings.class)
            .withMapping(RollbarSettings.class)
            .withMapping(StoreSettings.class)
            .withSources(new PropertiesConfigSource(all, "test", 500))
            .build();
    return new ErrorReports(
        config.getConfigMapping(SentrySettings.class),
        config.getConfigMapping(RollbarSettings.class),
        config.getConfigMapping(StoreSettings.class),
        shown,
        vertx,
        "9.9.9",
        clock);
  }

  private ErrorReports started(Map<String, String> settings) {
    ErrorReports reports = reports(settings);
    reports.start(new StartupEvent());
    running.add(reports);
    return reports;
  }

  /** As the thread that groups errors does it. */
  private static void occurred(ErrorReports reports, ErrorEvent event, Occasion occasion) {
    if (reports.wants(event.grouping().fingerprint(), occasion, event.times())) {
      reports.occurred(event, occasion);
    }
  }

  private void stop(ErrorReports reports) throws InterruptedException {
    running.remove(reports);
    reports.stop(new ShutdownEvent());
  }

  private ErrorReports startedWithSentry() {
    return started(Map.of("toolwatch.sentry.dsn", sentry.dsn()));
  }

  private static Reporter only(ErrorReports reports) {
    return reports.reporters().get(0);
  }

  private static String group(JsonObject event) {
    return event.getJsonArray("fingerprint").getString(0);
  }

  /** What is counted comes a moment after the answer. */
  private static void awaitDelivered(Reporter reporter, long events) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(reporter.count(Result.DELIVERED)).isEqualTo(events));
  }

  private static long sum(Reporter reporter) {
    long waiting = reporter.outbox().waiting();
    return waiting
        + reporter.count(Result.DELIVERED)
        + reporter.count(Result.DEDUPLICATED)
        + reporter.count(Result.DROPPED);
  }

  @Test
  void error_reachesSentryAndRollbarOnce_notAThousandTimes() throws Exception {
    ErrorReports reports =
        started(
            Map.of(
                "toolwatch.sentry.dsn", sentry.dsn(),
                "toolwatch.rollbar.token", RollbarServer.TOKEN,
                "toolwatch.rollbar.endpoint", rollbar.endpoint()));
    occurred(reports, MadeErrors.event(1), Occasion.NEW);
    for (int i = 0; i < 1000; i++) {
      occurred(reports, MadeErrors.event(1), Occasion.ONGOING);
    }
    assertThat(group(sentry.next())).isEqualTo(MadeErrors.fingerprint(1).toString());
    assertThat(rollbar.next().getString("fingerprint"))
        .isEqualTo(MadeErrors.fingerprint(1).toString());
    passedMillis.addAndGet(Duration.ofHours(1).toMillis());
    occurred(reports, MadeErrors.event(1), Occasion.ONGOING);
    assertThat(sentry.next().getJsonObject("extra").getInteger("events_since")).isEqualTo(1001);
    assertThat(rollbar.next().getJsonObject("custom").getInteger("events_since")).isEqualTo(1001);
    for (Reporter reporter : reports.reporters()) {
      awaitDelivered(reporter, 2);
      assertThat(reporter.count(Result.DEDUPLICATED)).isEqualTo(1000);
      assertThat(reporter.count(Result.DROPPED)).isZero();
    }
    assertThat(sentry.problems()).isEmpty();
    assertThat(rollbar.problems()).isEmpty();
  }

  @Test
  void user_isTheOneWhoIsShown() throws Exception {
    shown =
        new ShownUsers() {
          @Override
          public long shown(long counted) {
            return ~counted;
          }

          @Override
          public long counted(long shown) {
            return ~shown;
          }
        };
    ErrorReports reports =
        started(
            Map.of(
                "toolwatch.sentry.dsn", sentry.dsn(),
                "toolwatch.rollbar.token", RollbarServer.TOKEN,
                "toolwatch.rollbar.endpoint", rollbar.endpoint()));
    occurred(reports, MadeErrors.event(1), Occasion.NEW);
    String other = HexFormat.of().toHexDigits(~MadeErrors.event(1).sample().user());
    assertThat(sentry.next().getJsonObject("user").getString("id")).isEqualTo(other);
    assertThat(rollbar.next().getJsonObject("person").getString("id")).isEqualTo(other);
  }

  @Test
  void outage_eventsWaitOnDisk_alsoOverARestart() throws Exception {
    sentry.refuse(503, Map.of());
    ErrorReports before = startedWithSentry();
    for (int group = 1; group <= 5; group++) {
      occurred(before, MadeErrors.event(group), Occasion.NEW);
    }
    sentry.awaitRefusal();
    stop(before);
    assertThat(only(before).count(Result.DROPPED)).isZero();

    sentry.accept(Map.of());
    ErrorReports after = startedWithSentry();
    List<String> groups = new ArrayList<>();
    for (int group = 1; group <= 5; group++) {
      groups.add(group(sentry.next()));
    }
    assertThat(groups)
        .containsExactly(
            MadeErrors.fingerprint(1).toString(),
            MadeErrors.fingerprint(2).toString(),
            MadeErrors.fingerprint(3).toString(),
            MadeErrors.fingerprint(4).toString(),
            MadeErrors.fingerprint(5).toString());
    awaitDelivered(only(after), 5);
  }

  @Test
  void outage_afterTheBackoff_sendsAgain() throws Exception {
    try (CapturedLog log = CapturedLog.start()) {
      sentry.refuse(500, Map.of());
      ErrorReports reports = startedWithSentry();
      occurred(reports, MadeErrors.event(1), Occasion.NEW);
      awaitLine(log, "does not take what is sent: HTTP 500");
      sentry.accept(Map.of());
      passedMillis.addAndGet(2_000); // the first wait is at most 1.5 s
      assertThat(group(sentry.next())).isEqualTo(MadeErrors.fingerprint(1).toString());
      awaitDelivered(only(reports), 1);
      assertThat(sum(only(reports))).isEqualTo(1);
    }
  }

  @Test
  void tooManyRequests_isObeyed() throws Exception {
    try (CapturedLog log = CapturedLog.start()) {
      sentry.refuse(429, Map.of("X-Sentry-Rate-Limits", "200:error:organization"));
      occurred(startedWithSentry(), MadeErrors.event(1), Occasion.NEW);
      awaitLine(log, "does not take what is sent: HTTP 429");
      sentry.accept(Map.of());
      passedMillis.addAndGet(200_000);
      assertThat(group(sentry.next())).isEqualTo(MadeErrors.fingerprint(1).toString());
    }
  }

  @Test
  void rateLimitOfASuccess_isObeyed_howeverLongItIs() throws Exception {
    try (CapturedLog log = CapturedLog.start()) {
      sentry.accept(Map.of("X-Sentry-Rate-Limits", "400:error:organization"));
      ErrorReports reports = startedWithSentry();
      occurred(reports, MadeErrors.event(1), Occasion.NEW);
      awaitDelivered(only(reports), 1);
      occurred(reports, MadeErrors.event(2), Occasion.NEW);
      awaitLine(log, "asked to be sent nothing for 400 s");
      passedMillis.addAndGet(300_000); // the longest time without another attempt
      awaitLine(log, "asked to be sent nothing for 100 s");
      assertThat(sentry.requests()).isEqualTo(1);
      passedMillis.addAndGet(100_000);
      sentry.next();
      assertThat(group(sentry.next())).isEqualTo(MadeErrors.fingerprint(2).toString());
    }
  }

  private static void awaitLine(CapturedLog log, String part) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(log.text()).contains(part));
  }

  @Test
  void floodOfNewGroups_isLimited_andEveryErrorIsAccountedFor() throws Exception {
    ErrorReports reports = startedWithSentry();
    int groups = 2_000;
    for (int group = 1; group <= groups; group++) {
      occurred(reports, MadeErrors.event(group), Occasion.NEW);
    }
    Reporter reporter = only(reports);
    awaitDelivered(reporter, ErrorReports.PER_MINUTE);
    assertThat(reporter.count(Result.DROPPED)).isEqualTo(groups - ErrorReports.PER_MINUTE);
    occurred(reports, MadeErrors.event(groups, 50, MadeErrors.python()), Occasion.ONGOING);
    awaitDelivered(reporter, ErrorReports.PER_MINUTE + 1);
    assertThat(reporter.count(Result.DEDUPLICATED)).isEqualTo(49);
    assertThat(sum(reporter)).isEqualTo(groups + 50);
    assertThat(sentry.accepted()).hasSize(ErrorReports.PER_MINUTE + 1);
    assertThat(
            sentry
                .accepted()
                .get(ErrorReports.PER_MINUTE)
                .getJsonObject("extra")
                .getInteger("events_since"))
        .isEqualTo(51);
  }

  @Test
  void refusal_isDropped_andWarnedOfOnceAMinute_withoutTheSecret() throws Exception {
    try (CapturedLog log = CapturedLog.start()) {
      sentry.refuse(403, Map.of());
      ErrorReports reports = startedWithSentry();
      for (int group = 1; group <= 20; group++) {
        occurred(reports, MadeErrors.event(group), Occasion.NEW);
      }
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> assertThat(only(reports).count(Result.DROPPED)).isEqualTo(20));
      assertThat(log.text().lines().filter(line -> line.startsWith("WARN")).toList())
          .singleElement()
          .asString()
          .contains("The target sentry")
          .contains("HTTP 403")
          .contains("toolwatch.sentry.dsn");
      assertThat(log.text()).doesNotContain(SentryServer.KEY);
    }
  }

  @Test
  void nobodyListens_theCallerDoesNotNotice_andTheLogHasNoSecret() throws Exception {
    sentry.close();
    try (CapturedLog log = CapturedLog.start()) {
      ErrorReports reports = startedWithSentry();
      for (int i = 0; i < 100_000; i++) {
        occurred(reports, MadeErrors.event(i % 3_000), Occasion.ONGOING);
      }
      awaitLine(log, "does not take what is sent");
      assertThat(sum(only(reports))).isEqualTo(100_000);
      assertThat(only(reports).outbox().waiting()).isEqualTo(ErrorReports.PER_MINUTE);
      stop(reports);
      assertThat(log.text()).doesNotContain(SentryServer.KEY);
    }
  }

  @Test
  void eventThatNobodyCouldMake_isDropped() {
    ErrorReports reports = startedWithSentry();
    assertThat(reports.wants(MadeErrors.fingerprint(1), Occasion.NEW, 3)).isTrue();
    assertThat(reports.wants(MadeErrors.fingerprint(1), Occasion.ONGOING, 1)).isFalse();
    reports.occurred(MadeErrors.event(1), Occasion.ONGOING); // not wanted
    assertThat(only(reports).count(Result.DROPPED)).isEqualTo(1);
    assertThat(only(reports).count(Result.DEDUPLICATED)).isEqualTo(3);
    assertThat(sum(only(reports))).isEqualTo(4);
  }

  @Test
  void sampleRate_choosesGroups() {
    ErrorReports reports =
        started(
            Map.of("toolwatch.sentry.dsn", sentry.dsn(), "toolwatch.sentry.sample-rate", "0.25"));
    for (int group = 1; group <= 40; group++) {
      occurred(reports, MadeErrors.event(group), Occasion.NEW);
      occurred(reports, MadeErrors.event(group), Occasion.ONGOING);
    }
    Reporter reporter = only(reports);
    long chosen = reporter.count(Result.DEDUPLICATED); // the second error of each chosen group
    assertThat(chosen).isBetween(5L, 15L);
    awaitDelivered(reporter, chosen);
    assertThat(reporter.count(Result.DROPPED)).isEqualTo(80 - 2 * chosen);
  }

  @Test
  void withoutSettings_nothingIsDone_andNothingIsShown() throws Exception {
    ErrorReports reports = started(Map.of("toolwatch.sentry.dsn", " "));
    assertThat(reports.reporters()).isEmpty();
    occurred(reports, MadeErrors.event(1), Occasion.NEW);
    assertThat(new ReportMetrics(reports, clock).families().toCompletableFuture().get()).isEmpty();
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void metricsAndIntervals_goOnAfterARestart() throws Exception {
    ErrorReports before = startedWithSentry();
    occurred(before, MadeErrors.event(1), Occasion.NEW);
    occurred(before, MadeErrors.event(1), Occasion.ONGOING);
    awaitDelivered(only(before), 1);
    stop(before);
    byte[] state = new ReportMetrics(before, clock).save();

    passedMillis.addAndGet(Duration.ofMinutes(50).toMillis());
    ErrorReports after = startedWithSentry();
    ReportMetrics metrics = new ReportMetrics(after, clock);
    metrics.restore(state);
    occurred(after, MadeErrors.event(2), Occasion.NEW);
    awaitDelivered(only(after), 2);
    occurred(after, MadeErrors.event(1), Occasion.ONGOING);
    assertThat(only(after).count(Result.DEDUPLICATED)).isEqualTo(2);
    passedMillis.addAndGet(Duration.ofMinutes(10).toMillis());
    occurred(after, MadeErrors.event(1), Occasion.ONGOING);
    awaitDelivered(only(after), 3);
    assertThat(sentry.accepted().get(2).getJsonObject("extra").getInteger("events_since"))
        .isEqualTo(3);
    assertThat(sum(only(after))).isEqualTo(5);
    List<String> names =
        metrics.families().toCompletableFuture().get().stream().map(MetricFamily::name).toList();
    String documented = Files.readString(Path.of("docs/reference/metrics.md"));
    names.forEach(name -> assertThat(documented).contains("| `" + name));
    assertThat(names).containsExactly("toolwatch_report_events", "toolwatch_report_waiting_events");
  }

  @Test
  void stateOfAnotherTarget_isForgotten_andADamagedOneChangesNothing() throws Exception {
    ErrorReports before = startedWithSentry();
    occurred(before, MadeErrors.event(1), Occasion.NEW);
    awaitDelivered(only(before), 1);
    byte[] state = new ReportMetrics(before, clock).save();
    ErrorReports other =
        reports(
            Map.of(
                "toolwatch.rollbar.token",
                RollbarServer.TOKEN,
                "toolwatch.rollbar.endpoint",
                rollbar.endpoint()));
    new ReportMetrics(other, clock).restore(state);
    assertThat(sum(only(other))).isZero();

    ErrorReports same = reports(Map.of("toolwatch.sentry.dsn", sentry.dsn()));
    byte[] cut = Arrays.copyOf(state, state.length - 5);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ReportMetrics(same, clock).restore(cut));
    assertThat(sum(only(same))).isZero();
    assertThat(only(same).pacing().size()).isZero();
  }

  @Test
  void wrongSettings_preventTheStart_namingTheSetting() {
    String dsn = "toolwatch.sentry.dsn";
    Map<Map<String, String>, String> wrong =
        Map.of(
            Map.of(dsn, "nonsense"), dsn,
            Map.of("toolwatch.rollbar.token", "x"), "toolwatch.rollbar.token",
            Map.of(dsn, sentry.dsn(), "toolwatch.sentry.min-interval", "-1s"),
                "toolwatch.sentry.min-interval must be from 0s",
            Map.of(dsn, sentry.dsn(), "toolwatch.sentry.sample-rate", "1.5"),
                "toolwatch.sentry.sample-rate must be from 0 to 1",
            Map.of(dsn, sentry.dsn(), "toolwatch.sentry.sample-rate", "NaN"),
                "toolwatch.sentry.sample-rate must be from 0 to 1");
    wrong.forEach(
        (settings, message) ->
            assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> reports(settings))
                .withMessageStartingWith("Toolwatch does not start: " + message)
                .withMessageNotContaining(SentryServer.KEY));
  }
}
