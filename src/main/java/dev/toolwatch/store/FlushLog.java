package dev.toolwatch.store;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Logs how flushes go: that one failed, that one is done but a listener failed, and that all is well
 * again. Each failure is logged at most once a minute. Not thread-safe.
 */
final class FlushLog {
  private static final Logger LOG = Logger.getLogger(FlushLog.class);

  private static final Duration BETWEEN_COMPLAINTS = Duration.ofMinutes(1);

  private final InstantSource clock;
  private Instant complainedOfFlush = Instant.MIN;
  private Instant complainedOfListeners = Instant.MIN;
  private Instant complainedOfData = Instant.MIN;
  private boolean well = true;

  FlushLog(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * A flush failed.
   *
   * @param waitingRows rows that wait in memory for the next one
   */
  void flushFailed(Throwable failure, int waitingRows) {
    well = false;
    Instant now = clock.instant();
    if (!now.isBefore(complainedOfFlush.plus(BETWEEN_COMPLAINTS))) {
      complainedOfFlush = now;
      LOG.errorf(
          trace(failure),
          "%s. What is counted waits in memory: %d rows so far.",
          message(failure),
          waitingRows);
    }
  }

  /** The database refuses some rows of a service for good. */
  void dropped(Throwable refusal, int rows) {
    Instant now = clock.instant();
    if (!now.isBefore(complainedOfData.plus(BETWEEN_COMPLAINTS))) {
      complainedOfData = now;
      LOG.errorf("%s. %d rows of one service are dropped.", message(refusal), rows);
    }
  }

  /**
   * A flush is done, but some of what follows it failed.
   *
   * @param failures by what was to be done, at least one
   */
  void listenersFailed(Map<String, Throwable> failures) {
    well = false;
    Instant now = clock.instant();
    if (!now.isBefore(complainedOfListeners.plus(BETWEEN_COMPLAINTS))) {
      complainedOfListeners = now;
      LOG.errorf(
          failures.values().stream()
              .map(FlushLog::trace)
              .filter(t -> t != null)
              .findFirst()
              .orElse(null),
          "The flush is done, but what follows it failed and will be tried again: %s.",
          failures.entrySet().stream()
              .map(failure -> failure.getKey() + ": " + message(failure.getValue()))
              .collect(Collectors.joining("; ")));
    }
  }

  /** A flush is done, and so is everything that follows it. */
  void well() {
    if (!well) {
      well = true;
      LOG.info("The store is back: everything is stored, and what follows a flush is done.");
    }
  }

  /** What the store says is meant to be read; other failures say little without their names. */
  static String message(Throwable failure) {
    return failure instanceof StoreException ? failure.getMessage() : failure.toString();
  }

  /** Only the unexpected needs a stack trace. */
  private static Throwable trace(Throwable failure) {
    return failure instanceof StoreException ? null : failure;
  }
}
