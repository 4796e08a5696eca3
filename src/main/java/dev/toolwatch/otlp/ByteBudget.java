package dev.toolwatch.otlp;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the bytes of requests in memory across all event loops. Bytes are taken for each network
 * chunk, not for each span. Thread-safe.
 */
final class ByteBudget {
  private final long limit;

  /** Where bytes beyond the limit are taken from; null if nowhere. */
  private final ByteBudget shared;

  private final AtomicLong used = new AtomicLong();

  /**
   * @param limit in bytes, at least 1
   */
  ByteBudget(long limit) {
    this(limit, null);
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1 byte: " + limit);
    }
  }

  private ByteBudget(long limit, ByteBudget shared) {
    this.limit = limit;
    this.shared = shared;
  }

  /**
   * A budget for one of those who share this one.
   *
   * @param own bytes that are always there for it; further ones are taken from this budget
   */
  ByteBudget with(long own) {
    return new ByteBudget(own, this);
  }

  /** Takes the given number of bytes. If fewer are left, takes none and returns false. */
  boolean take(long bytes) {
    long after = used.addAndGet(bytes);
    long beyond = beyond(after) - beyond(after - bytes);
    if (beyond == 0 || shared != null && shared.take(beyond)) {
      return true;
    }
    if (shared != null) {
      // Others may have changed how many of the bytes are beyond, so all go the usual way back.
      shared.used.addAndGet(beyond);
    }
    giveBack(bytes);
    return false;
  }

  void giveBack(long bytes) {
    long after = used.addAndGet(-bytes);
    long beyond = beyond(after + bytes) - beyond(after);
    if (beyond != 0 && shared != null) {
      shared.giveBack(beyond);
    }
  }

  private long beyond(long bytes) {
    return Math.max(0, bytes - limit);
  }

  long used() {
    return used.get();
  }
}
