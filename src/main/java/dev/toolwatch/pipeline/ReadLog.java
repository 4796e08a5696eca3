package dev.toolwatch.pipeline;

import dev.toolwatch.mcp.CallJoin;
import dev.toolwatch.mcp.LogJoin;
import dev.toolwatch.mcp.PointRecogniser;
import dev.toolwatch.signal.LogPosition;

/** A log that is being read. Not thread-safe: see {@link LogPipeline}. */
final class ReadLog {
  /** The store forgets logs that show no sign of life for a month. */
  private static final long SIGN_OF_LIFE_MILLIS = 86_400_000;

  private final LogPosition taken;
  private final LogJoin joined;
  private final PointRecogniser points;
  private long read;

  /** What was handed over last. */
  private long cutRead;

  private long cutDecided = -1;
  private long cutMillis;
  private long nowMillis;

  /**
   * @param taken where it goes on
   * @param joined restored from that position
   */
  ReadLog(LogPosition taken, LogJoin joined, PointRecogniser points) {
    this.taken = taken;
    this.joined = joined;
    this.points = points;
    read = taken.read();
    cutRead = read;
  }

  CallJoin join() {
    return joined.join();
  }

  LogJoin joined() {
    return joined;
  }

  PointRecogniser points() {
    return points;
  }

  /** What follows is the record at this position. Returns whether it was read before a crash. */
  boolean at(long position, long next) {
    boolean again = position < taken.read();
    join().at(position, again);
    read = Math.max(read, next);
    return again;
  }

  /** Tells the time, in milliseconds since the Unix epoch. */
  void tick(long epochMillis) {
    nowMillis = epochMillis;
  }

  /**
   * Whether anything has been read or decided since the last {@link #cut}, or nothing for so long that the
   * log has to show that it is still read.
   */
  boolean hasChanged() {
    return read != cutRead
        || join().decided() != cutDecided
        || Math.abs(nowMillis - cutMillis) >= SIGN_OF_LIFE_MILLIS;
  }

  LogPosition cut() {
    cutMillis = nowMillis;
    cutRead = read;
    cutDecided = join().decided();
    long replayFrom = Math.min(read, join().earliest());
    return new LogPosition(taken.log(), taken.owner(), replayFrom, read, joined.memory());
  }
}
