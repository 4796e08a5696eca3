package dev.toolwatch.otlp;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of requests that may be in memory at once, over all event loops. Taken per chunk off the
 * network, not per span. Thread-safe.
 */
final class ByteBudget {
  private final long limit;
  private final AtomicLong used = new AtomicLong();

  /**
   * @param limit in bytes, at least 1
   */
  ByteBudget(long limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1 byte: " + limit);
    }
    this.limit = limit;
  }

  /** Takes so many bytes, or none and false where they exceed what is left. */
  boolean take(long bytes) {
    if (used.addAndGet(bytes) <= limit) {
      return true;
    }
    used.addAndGet(-bytes);
    return false;
  }

  void giveBack(long bytes) {
    used.addAndGet(-bytes);
  }

  long used() {
    return used.get();
  }
}
