package dev.toolwatch.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/**
 * Counts delivered and lost spans, and logs losses at most once a minute. Thread-safe: every
 * exporter reports here.
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
        "The demo cannot deliver its spans to %s (%s). Lost so far: %d. It keeps trying.",
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
    // For a refused connection, the JDK's client says only ConnectException.
    return first.getMessage() == null ? first.getClass().getSimpleName() : first.getMessage();
  }

  synchronized long delivered() {
    return delivered;
  }

  synchronized long lost() {
    return lost;
  }
}
