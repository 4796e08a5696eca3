package dev.toolwatch.errors;

import dev.toolwatch.signal.ServiceId;

/**
 * Is told of the servers' errors, not of callers' mistakes. But for {@link #joined}, they are of groups
 * that are not ignored.
 */
public interface ErrorListener {
  /** What an error means for its group. */
  enum Occasion {
    /** The first of its group. */
    NEW,
    /** The group was resolved. */
    REGRESSED,
    /** Another one. */
    ONGOING
  }

  /**
   * Takes note of errors. All methods are called on the thread that groups errors, which must not wait:
   * what takes long goes to another thread, in bounds.
   *
   * @param times how many errors there are, at least 1
   * @return whether {@link #occurred} is to follow, with one of them
   */
  boolean wants(Fingerprint fingerprint, Occasion occasion, long times);

  /**
   * Takes note of errors of a server's operations, whatever becomes of them.
   *
   * @param stackTrace whether an exception with a stack trace tells of them
   * @param times how many errors there are, at least 1
   */
  default void joined(ServiceId service, boolean stackTrace, long times) {}

  /** Takes an error that was wanted. */
  void occurred(ErrorEvent event, Occasion occasion);
}
