package dev.toolwatch.otlp;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the bytes of requests in memory across all event loops. Bytes are taken for each network
 * chunk, not for each span. Thread-safe.
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

  /** Takes the given number of bytes. If fewer are left, takes none and returns false. */
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
