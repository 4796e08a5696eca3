package dev.toolwatch.slo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.errors.FailureLog;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Transactions;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportQueriesTest {
  private static final Instant START = Instant.parse("2026-10-01T00:00:00Z");
  private static final YearMonth OCTOBER = YearMonth.of(2026, 10);

  /** Its report has the events of three names. */
  private static final Map<String, String> RENAMED_TWICE =
      Map.of(
          "toolwatch.slo.formerly.orders", "old-orders",
          "toolwatch.slo.formerly.old-orders", "oldest-orders");

  @TempDir Path directory;

  /** Down for the first ten minutes of every so many. */
  private static MadeTime.Traffic down(int every) {
    return minute -> new long[] {10, minute.getEpochSecond() / 60 % every < 10 ? 10 : 0};
  }

  private static int readsOfReport(MadeTime time, int incidents) {
    CountingTransactions counting = new CountingTransactions(time.store().transactions());
    Reports reports = time.reports(new FailureLog(counting), new AlertLog(counting));
    SlaReport report =
        reports.report(ServiceId.of("orders"), OCTOBER, time.clock.instant()).orElseThrow();
    assertThat(report.incidents()).hasSize(incidents);
    return counting.reads;
  }

  @Test
  void failuresAndAlerts_areReadOnce_howeverManyIncidentsAndNamesThereAre() {
    try (MadeTime time = new MadeTime(directory.resolve("few"), START, RENAMED_TWICE)) {
      time.pass(Duration.ofDays(2), Map.of("orders", down(1440)));
      assertThat(readsOfReport(time, 2)).isEqualTo(2);
    }
    try (MadeTime time = new MadeTime(directory.resolve("many"), START, RENAMED_TWICE)) {
      time.pass(Duration.ofDays(2), Map.of("orders", down(60)));
      assertThat(readsOfReport(time, 48)).isEqualTo(2);
    }
  }

  /** Counts how often something is read. */
  private static final class CountingTransactions implements Transactions {
    private final Transactions store;
    private int reads;

    private CountingTransactions(Transactions store) {
      this.store = store;
    }

    @Override
    public <T> T write(Work<T> work) {
      return store.write(work);
    }

    @Override
    public <T> T read(Work<T> work) {
      reads++;
      return store.read(work);
    }

    @Override
    public <T> T query(Work<T> work) {
      reads++;
      return store.query(work);
    }
  }
}
