package dev.toolwatch.past;

import dev.toolwatch.demo.Story;
import dev.toolwatch.demo.Trouble;
import dev.toolwatch.errors.Failure;
import dev.toolwatch.errors.FailureLog;
import dev.toolwatch.signal.Minutes;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.slo.Alert;
import dev.toolwatch.slo.Maintenance;
import dev.toolwatch.slo.PastLedger;
import dev.toolwatch.store.Range;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Series;
import dev.toolwatch.store.Transaction;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** The service level of the past: events, incidents and who was told. Not thread-safe. */
final class Levels {
  private static final String REASON = "Upgrade of the issue tracker's database";
  private static final String WHO = "demo";

  /** Of so many failures one is of the other type. */
  private static final int OTHER_TYPE = 4;

  private final PastLedger ledger;
  private final Transaction transaction;
  private final Map<Failure, Long> failures = new HashMap<>();

  Levels(PastLedger ledger, Transaction transaction) {
    this.ledger = ledger;
    this.transaction = transaction;
  }

  /** Enters what services did from one minute to another. */
  void add(long fromMinute, long toMinute, Map<Series, Rollup> operations) throws SQLException {
    ledger.add(
        new Range(Minutes.start(fromMinute), Minutes.start(toMinute)),
        operations,
        new SplittableRandom(fromMinute));
  }

  /** Notes what failed in a minute of an incident. */
  void failed(long minute, Map<Series, Rollup> operations) {
    operations.forEach(
        (series, rollup) -> {
          long other = rollup.serverErrors() / OTHER_TYPE;
          if (!series.method().isEmpty() && rollup.serverErrors() > 0) {
            note(minute, series, "timeout", rollup.serverErrors() - other);
            note(minute, series, "java.io.IOException", other);
          }
        });
  }

  private void note(long minute, Series series, String errorType, long times) {
    if (times > 0) {
      failures.merge(
          new Failure(minute, series.service(), series.tool(), errorType), times, Long::sum);
    }
  }

  /** Enters what people did, and ends. */
  void end(Story story, Range past) throws SQLException {
    ServiceId service = ServiceId.of(story.unlucky());
    Trouble outage = story.outage();
    ledger.alerts(
        List.of(
            new Alert(
                "demo-outage",
                outage.from().plus(Duration.ofMinutes(2)),
                service,
                "McpErrorBudgetBurnsFast",
                "page",
                outage.from().plus(Duration.ofMinutes(3)),
                outage.to().plus(Duration.ofMinutes(4)))));
    Trouble maintenance = story.maintenance();
    ledger.maintenance(
        new Maintenance(
            "demo-maintenance",
            service,
            maintenance.from(),
            maintenance.to(),
            REASON,
            WHO,
            maintenance.from().minus(Duration.ofDays(3)),
            null,
            null));
    FailureLog.addKept(transaction, failures);
    ledger.end(past);
  }
}
