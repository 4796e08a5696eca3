package dev.toolwatch.kafka;

/** A partition that is read. Not thread-safe: for the thread that reads. */
final class OpenPartition {
  private final String log;

  /** The first offset that has never been read. */
  private long next;

  /** The time of the last record, in milliseconds since the Unix epoch; 0 if none has been read. */
  private long recordMillis;

  /**
   * @param next the first offset that has never been read; below 0 if none has
   */
  OpenPartition(String log, long next) {
    this.log = log;
    this.next = Math.max(0, next);
  }

  String log() {
    return log;
  }

  long next() {
    return next;
  }

  long recordMillis() {
    return recordMillis;
  }

  /**
   * Takes note of a record.
   *
   * @return whether it had been read before
   */
  boolean read(long offset, long epochMillis) {
    recordMillis = epochMillis;
    if (offset < next) {
      return true;
    }
    next = offset + 1;
    return false;
  }
}
