package dev.toolwatch.demo;

import io.opentelemetry.sdk.common.CompletableResultCode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jboss.logging.Logger;

/**
 * Counts delivered and lost spans and log records, and logs losses at most once a minute. Thread-safe:
 * every exporter reports here.
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

  /** Counts a batch of so many when its result is known, and returns the result. */
  CompletableResultCode watch(int size, String endpoint, CompletableResultCode result) {
    return result.whenComplete(
        () -> {
          if (result.isSuccess()) {
            delivered(size);
          } else {
            lost(size, endpoint, result.getFailureThrowable());
          }
        });
  }

  private synchronized void delivered(int size) {
    delivered += size;
  }

  private synchronized void lost(int size, String endpoint, Throwable cause) {
    lost += size;
    Instant now = clock.instant();
    if (now.isBefore(nextWarning)) {
      return;
    }
    nextWarning = now.plus(BETWEEN_WARNINGS);
    LOG.warnf(
        "The demo cannot deliver its spans and logs to %s (%s). Lost so far: %d. It keeps trying.",
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
