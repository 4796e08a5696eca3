package dev.toolwatch.slo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Which alerts told of which incident. */
final class Detections {
  /** Alerts look at windows: one may begin after a short incident is over. */
  static final Duration GRACE = Duration.ofMinutes(30);

  private Detections() {}

  /**
   * Each alert belongs to the last incident that began before it, and is not over for longer than
   * {@link #GRACE}.
   *
   * @param incidents in order
   * @return the alerts of each incident
   */
  static List<List<Alert>> of(List<Incident> incidents, List<Alert> alerts) {
    List<List<Alert>> detections = new ArrayList<>();
    for (int i = 0; i < incidents.size(); i++) {
      detections.add(new ArrayList<>());
    }
    for (Alert alert : alerts) {
      for (int i = incidents.size() - 1; i >= 0; i--) {
        Instant from = incidents.get(i).range().from();
        Instant to = incidents.get(i).range().to().plus(GRACE);
        if (!alert.startsAt().isBefore(from) && alert.startsAt().isBefore(to)) {
          detections.get(i).add(alert);
          break;
        }
      }
    }
    return detections;
  }
}
