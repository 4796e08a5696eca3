package dev.toolwatch.signal;

/**
 * How far a log has been read, and what has to be known to go on from there. A log is a sequence of
 * records with ascending positions: the journal, or a partition of a Kafka topic.
 *
 * @param log its name
 * @param owner the number that a process got when it took the log over
 * @param replayFrom where reading begins after a crash: spans of records from here on still waited for
 *     their parents, so that they were not counted
 * @param read the position of the first record that has not been read; {@link #NEVER} if none has been
 * @param memory what the join remembers, spans that wait not counted in
 */
public record LogPosition(String log, long owner, long replayFrom, long read, LogMemory memory) {
  /** The position of a log of which nothing has been read. */
  public static final long NEVER = -1;

  public LogPosition {
    if (replayFrom > read || replayFrom < NEVER) {
      throw new IllegalArgumentException(
          "replay of %s from %d, read to %d".formatted(log, replayFrom, read));
    }
  }

  /** Whether nothing of the log has been read before. */
  public boolean isNew() {
    return read == NEVER;
  }

  /** The later of two positions of the same log. */
  public LogPosition then(LogPosition later) {
    return new LogPosition(
        log, later.owner, later.replayFrom, later.read, memory.then(later.memory));
  }
}
