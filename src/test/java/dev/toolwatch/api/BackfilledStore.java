package dev.toolwatch.api;

import dev.toolwatch.errors.MadeGroup;
import dev.toolwatch.slo.Goal;
import dev.toolwatch.slo.Ledger;
import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.Retention;
import dev.toolwatch.store.Store;
import dev.toolwatch.store.StoreLocation;
import dev.toolwatch.testing.SettableTime;
import dev.toolwatch.traces.MadeHotspots;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A store with a past: three months up to yesterday, and March 2026 for the documentation. */
public class BackfilledStore implements QuarkusTestResourceLifecycleManager {
  static final long SEED = 42;

  /** The day that the traffic ends before: the test may run over midnight. */
  private static final String END = "toolwatch.test.traffic-end";

  /** The store waits a while for more of the same before it makes hours and days of minutes. */
  private static final Duration LATENESS = Duration.ofMinutes(10);

  /** More transactions than it takes. */
  private static final int ALL = 10_000;

  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  static LocalDate end() {
    return LocalDate.parse(System.getProperty(END));
  }

  @Override
  public Map<String, String> start() {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    System.setProperty(END, today.toString());
    List<Call> calls = new ArrayList<>(ExampleTraffic.calls());
    calls.addAll(Traffic.until(today, SEED));
    Path directory = directory();
    SettableTime clock = new SettableTime(InstantSource.system().instant().minus(LATENESS));
    try (Store store =
        new Store(
            new StoreLocation.Directory(directory),
            new Calendar(ZoneId.of("UTC")),
            Duration.ofMinutes(30),
            new Retention(Duration.ofDays(7), Duration.ofDays(100), FOR_EVER),
            "backfill",
            clock)) {
      Backfill.into(store, calls);
      new Ledger(store.transactions())
          .settle(List.of(new Goal.Availability().indicator(null)), ALL);
      clock.advance(LATENESS);
      new MadeHotspots(store.transactions(), clock)
          .exportReport("acme/issues-mcp", InstantSource.system().instant(), 5)
          .flush();
      Instant now = InstantSource.system().instant();
      MadeGroup.store(
          store.transactions(),
          new MadeGroup(1, "acme/issues-mcp")
              .error(now.minus(Duration.ofDays(2)), "search_issues", 7, 0xA1)
              .error(now.minus(Duration.ofHours(1)), "search_issues", 8, 0xB2),
          new MadeGroup(2, "acme/wiki-mcp").error(now.minus(Duration.ofDays(1)), "read", 7, 0));
      store.maintain();
    }
    return Map.of(
        "toolwatch.store.path",
        directory.toString(),
        "toolwatch.store.retention.days",
        FOR_EVER.toDays() + "d");
  }

  private static Path directory() {
    try {
      return Files.createTempDirectory(Files.createDirectories(Path.of("target")), "backfilled-")
          .toAbsolutePath();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    System.clearProperty(END);
  }
}
