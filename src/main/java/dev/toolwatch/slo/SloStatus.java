package dev.toolwatch.slo;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Range;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How an objective stands for a service.
 *
 * @param window the objective's, as it is now
 * @param count the events in it
 * @param rates by their windows, the shortest first
 * @param alert {@code page}, {@code ticket} or {@code none}
 * @param exhaustion when the budget is spent if it burns on as in the last hour: zero where it is
 *     spent; null where it lasts
 */
public record SloStatus(
    Objective objective,
    ServiceId service,
    Range window,
    EventCount count,
    Map<Duration, BurnRate> rates,
    String alert,
    Duration exhaustion) {
  private static final Duration PACE = Duration.ofHours(1);

  /**
   * Computes it.
   *
   * @param recent the events of the burn rates' windows, which end with the current minute, in the order of {@link
   *     BurnAlert#WINDOWS}
   */
  static SloStatus of(
      Objective objective,
      ServiceId service,
      Instant now,
      EventCount inWindow,
      List<EventCount> recent,
      int minimumEvents) {
    Map<Duration, BurnRate> rates = new LinkedHashMap<>();
    for (int i = 0; i < recent.size(); i++) {
      Duration window = BurnAlert.WINDOWS.get(i);
      rates.put(window, BurnRate.of(window, recent.get(i), objective.budget()));
    }
    return new SloStatus(
        objective,
        service,
        objective.window().at(now),
        inWindow,
        rates,
        BurnAlert.severity(rates, objective.window().length(), minimumEvents),
        exhaustion(objective, inWindow, rates.get(PACE), now));
  }

  /**
   * At a pace of 1 the whole budget lasts as long as the window: so what is left of it lasts that part
   * of the window, by the pace.
   */
  private static Duration exhaustion(
      Objective objective, EventCount inWindow, BurnRate pace, Instant now) {
    double left = objective.left(inWindow);
    if (left <= 0) {
      return Duration.ZERO;
    }
    if (pace.rate() == 0) {
      return null;
    }
    double seconds = left * objective.window().length().toSeconds() / pace.rate();
    return seconds > objective.window().left(now).toSeconds()
        ? null
        : Duration.ofSeconds((long) seconds);
  }
}
