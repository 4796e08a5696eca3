package dev.toolwatch.slo;

import dev.toolwatch.errors.FailureSums;
import dev.toolwatch.store.Range;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * An incident, with what is known of it.
 *
 * @param range from the first bad minute to the end of the last
 * @param down minutes
 * @param degraded minutes
 * @param operations of the bad minutes
 * @param errorTypes that server errors had meanwhile, the most frequent first
 * @param tools that had them, likewise
 * @param detected when somebody was first told; null where nobody was
 * @param resolved when the last page ended, or the last alert if nobody was paged; null as long as it
 *     has not, or there was none
 * @param ongoing whether it may go on
 */
public record ReportedIncident(
    Range range,
    int down,
    int degraded,
    EventCount operations,
    List<String> errorTypes,
    List<String> tools,
    Instant detected,
    Instant resolved,
    boolean ongoing) {
  private static final int MOST = 5;

  static ReportedIncident of(
      Incident incident, FailureSums failures, List<Alert> alerts, boolean ongoing) {
    return new ReportedIncident(
        incident.range(),
        incident.down(),
        incident.degraded(),
        incident.operations(),
        mostFrequent(failures.errorTypes()),
        mostFrequent(failures.tools()),
        alerts.stream().map(Alert::receivedAt).min(Comparator.naturalOrder()).orElse(null),
        end(alerts),
        ongoing);
  }

  /** A ticket about the budget stays open for hours after the failures have ended. */
  private static Instant end(List<Alert> alerts) {
    List<Alert> pages = alerts.stream().filter(Alert::isPage).toList();
    List<Alert> decisive = pages.isEmpty() ? alerts : pages;
    return decisive.stream().anyMatch(alert -> alert.endsAt() == null)
        ? null
        : decisive.stream().map(Alert::endsAt).max(Comparator.naturalOrder()).orElse(null);
  }

  private static List<String> mostFrequent(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .filter(entry -> !entry.getKey().isEmpty())
        .sorted(
            Comparator.comparingLong((Map.Entry<String, Long> entry) -> -entry.getValue())
                .thenComparing(Map.Entry::getKey))
        .limit(MOST)
        .map(Map.Entry::getKey)
        .toList();
  }

  /** From the first bad minute; never negative: an alert may be quicker than the minute. */
  public Duration timeToDetect() {
    return since(detected);
  }

  /** From the first bad minute to {@link #resolved}; never negative either. */
  public Duration timeToResolve() {
    return since(resolved);
  }

  private Duration since(Instant time) {
    if (time == null) {
      return null;
    }
    Duration taken = Duration.between(range.from(), time);
    return taken.isNegative() ? Duration.ZERO : taken;
  }
}
