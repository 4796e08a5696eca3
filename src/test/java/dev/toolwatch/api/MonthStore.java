package dev.toolwatch.api;

import dev.toolwatch.errors.Failure;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.slo.Alert;
import dev.toolwatch.slo.MadeTime;
import dev.toolwatch.slo.Maintenance;
import dev.toolwatch.store.Range;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A store with all of last month and this one, in which things went wrong. */
public class MonthStore implements QuarkusTestResourceLifecycleManager {
  static final String SERVICE = "acme/orders-mcp";

  /** The name that a sender chose to do harm. */
  static final String HOSTILE = "<script>alert(1)</script>";

  private static final String REPORTS = "toolwatch.test.reports";

  /** Where Toolwatch writes reports to. */
  static Path reports() {
    return Path.of(System.getProperty(REPORTS));
  }

  static YearMonth month() {
    return YearMonth.from(InstantSource.system().instant().atZone(ZoneOffset.UTC)).minusMonths(1);
  }

  static Instant time(int day, int hour, int minute) {
    return month().atDay(day).atTime(hour, minute).toInstant(ZoneOffset.UTC);
  }

  private static boolean within(Instant minute, Instant from, int minutes) {
    return !minute.isBefore(from) && minute.isBefore(from.plus(Duration.ofMinutes(minutes)));
  }

  /** Forty operations a minute, in the middle of the day more. */
  private static long[] traffic(Instant minute) {
    if (within(minute, time(5, 10, 0), 47)) {
      return new long[] {40, 40};
    }
    if (within(minute, time(9, 14, 0), 90)) {
      return new long[] {40, 4};
    }
    if (within(minute, time(12, 3, 30), 50)) {
      return new long[] {40, 36};
    }
    if (within(minute, time(20, 12, 0), 60)) {
      return new long[] {0, 0};
    }
    long busy = minute.atZone(ZoneOffset.UTC).getHour() / 4 % 3;
    boolean fails = minute.getEpochSecond() / 60 % 97 == 0;
    return new long[] {40 + 10 * busy, fails ? 1 : 0};
  }

  @Override
  public Map<String, String> start() {
    Path directory = directory();
    Instant begin = time(1, 0, 0).minus(Duration.ofDays(3));
    Instant now = InstantSource.system().instant().truncatedTo(ChronoUnit.MINUTES);
    try (MadeTime made = new MadeTime(directory, begin, Map.of())) {
      Map<String, MadeTime.Traffic> traffic =
          Map.of(
              SERVICE,
              MonthStore::traffic,
              HOSTILE,
              minute -> new long[] {minute.getEpochSecond() / 60 % 1440 == 0 ? 5 : 0, 0});
      made.pass(Duration.between(begin, time(15, 8, 0)), traffic);
      made.passUnseen(Duration.ofMinutes(7));
      made.pass(Duration.between(made.clock.instant(), now), traffic);
      made.maintenance()
          .add(
              new Maintenance(
                  "0f7a",
                  ServiceId.of(SERVICE),
                  time(12, 2, 0),
                  time(12, 4, 0),
                  "database upgrade",
                  "ann",
                  time(10, 9, 30),
                  null,
                  null),
              "10.0.0.7");
      made.alerts()
          .add(
              List.of(
                  new Alert(
                      "a1",
                      time(5, 10, 2),
                      ServiceId.of(SERVICE),
                      "ErrorBudgetBurn",
                      "page",
                      time(5, 10, 3),
                      time(5, 10, 52))));
      Map<Failure, Long> failures = new HashMap<>();
      for (int minute = 0; minute < 47; minute++) {
        long at = time(5, 10, minute).getEpochSecond() / 60;
        failures.put(new Failure(at, ServiceId.of(SERVICE), "find", "timeout"), 30L);
        failures.put(
            new Failure(at, ServiceId.of(SERVICE), "find", "java.net.ConnectException"), 10L);
      }
      made.failures().add(failures, 1);
      made.failures()
          .keep(ServiceId.of(SERVICE), List.of(new Range(time(5, 10, 0), time(5, 10, 47))));
    }
    System.setProperty(REPORTS, directory.resolve("reports").toString());
    return Map.of(
        "toolwatch.store.path",
        directory.toString(),
        "toolwatch.slo.report-directory",
        directory.resolve("reports").toString());
  }

  private static Path directory() {
    try {
      return Files.createTempDirectory(Files.createDirectories(Path.of("target")), "month-")
          .toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    System.clearProperty(REPORTS);
  }
}
