package dev.toolwatch.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/**
 * Counts the spans that arrived and those that did not, and says so at most once a minute.
 * Thread-safe: every exporter reports here.
 */
final class DeliveryReport {
  private static final Logger LOG = Logger.getLogger(DeliveryReport.class);
  private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);

  private final InstantSource clock;
  private Instant nextWarning = Instant.MIN;
  private long delivered;
  private long lost;

  DeliveryReport(InstantSource clock) {
    this.clock = clock;
  }

  synchronized void delivered(int spans) {
    delivered += spans;
  }

  synchronized void lost(int spans, String endpoint, Throwable cause) {
    lost += spans;
    Instant now = clock.instant();
    if (now.isBefore(nextWarning)) {
      return;
    }
    nextWarning = now.plus(BETWEEN_WARNINGS);
    LOG.warnf(
        "The demo's spans do not arrive at %s (%s); %d are lost so far, and it goes on trying",
        endpoint, reason(cause), lost);
  }

  private static String reason(Throwable cause) {
    Throwable first = cause;
    while (first != null && first.getCause() != null) {
      first = first.getCause();
    }
    if (first == null) {
      return "no answer";
    }
    // The JDK's client says no more of a refused connection than ConnectException.
    return first.getMessage() == null ? first.getClass().getSimpleName() : first.getMessage();
  }

  synchronized long delivered() {
    return delivered;
  }

  synchronized long lost() {
    return lost;
  }
}
