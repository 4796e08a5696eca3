package dev.toolwatch.store;

import java.util.Locale;
import java.util.Objects;

/** A query that takes more than its share. The message says what to ask instead. */
public final class QueryRefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Reason reason;

  public QueryRefusedException(Reason reason, String message) {
    super(message);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  public Reason reason() {
    return reason;
  }

  /** Which limit the query exceeds. */
  public enum Reason {
    /** {@link QueryLimits#cells}: it will never be answered. */
    SIZE,
    /** {@link QueryLimits#longTime}. */
    TIME,
    /** {@link QueryLimits#patience} or {@link QueryLimits#waiting}. */
    CONCURRENCY;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
