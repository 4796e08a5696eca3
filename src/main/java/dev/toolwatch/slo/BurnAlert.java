package dev.toolwatch.slo;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The alerts of the Google SRE Workbook, chapter 5, "Multiwindow, Multi-Burn-Rate Alerts": each holds
 * while both its windows burn faster than what spends a part of the budget within the longer one.
 */
enum BurnAlert {
  PAGE_FAST("page", 0.02, Duration.ofHours(1), Duration.ofMinutes(5)),
  PAGE_SLOW("page", 0.05, Duration.ofHours(6), Duration.ofMinutes(30)),
  TICKET_FAST("ticket", 0.1, Duration.ofDays(1), Duration.ofHours(2)),
  TICKET_SLOW("ticket", 0.1, Duration.ofDays(3), Duration.ofHours(6));

  /** All windows, the shortest first. */
  static final List<Duration> WINDOWS =
      Arrays.stream(values())
          .flatMap(alert -> Stream.of(alert.longer, alert.shorter))
          .distinct()
          .sorted()
          .toList();

  /** The longest of them. */
  static final Duration LONGEST = WINDOWS.get(WINDOWS.size() - 1);

  private final String severity;
  private final double spent;
  private final Duration longer;
  private final Duration shorter;

  BurnAlert(String severity, double spent, Duration longer, Duration shorter) {
    this.severity = severity;
    this.spent = spent;
    this.longer = longer;
    this.shorter = shorter;
  }

  /** 14.4, 6, 3 and 1 for an objective over 30 days. */
  double rate(Duration objectiveWindow) {
    return spent * objectiveWindow.toMinutes() / longer.toMinutes();
  }

  private boolean holds(
      Map<Duration, BurnRate> rates, Duration objectiveWindow, int minimumEvents) {
    BurnRate over = rates.get(longer);
    double rate = rate(objectiveWindow);
    return over.count().events() >= minimumEvents
        && over.rate() > rate
        && rates.get(shorter).rate() > rate;
  }

  /** The severity of the first that holds, or {@code none}. */
  static String severity(
      Map<Duration, BurnRate> rates, Duration objectiveWindow, int minimumEvents) {
    return Arrays.stream(values())
        .filter(alert -> alert.holds(rates, objectiveWindow, minimumEvents))
        .map(alert -> alert.severity)
        .findFirst()
        .orElse("none");
  }
}
