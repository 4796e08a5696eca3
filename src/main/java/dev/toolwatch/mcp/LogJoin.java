package dev.toolwatch.mcp;

import dev.toolwatch.signal.LogMemory;
import dev.toolwatch.signal.LogPosition;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * The join of a log and the streams of its data points, with a memory that can be stored: whoever reads
 * the log next goes on as if nothing had happened. Not thread-safe.
 *
 * <p>What grows with each span is stored in parts, one for each call of {@link #memory}, until all of a
 * part would be forgotten. The rest is small, or changes seldom, and is stored whole when it changes.
 */
public final class LogJoin {
  private static final Logger LOG = Logger.getLogger(LogJoin.class);

  private static final String JOIN = "join";
  private static final String WAITING = "waiting";
  private static final String STREAMS = "streams";
  private static final String SOURCES = "sources";

  private final CallJoin join;
  private final ReportedMetrics reported;

  /** The bytes of the parts that are stored whole, as they were stored last. */
  private final Map<String, byte[]> stored = new HashMap<>();

  private long storedPoints = -1;

  LogJoin(CallJoin join, ReportedMetrics reported) {
    this.join = join;
    this.reported = reported;
    join.follow();
  }

  public CallJoin join() {
    return join;
  }

  /** The services' own metrics, with the streams of this log. */
  public ReportedMetrics reported() {
    return reported;
  }

  /**
   * Goes on from where a log was stored. Called before anything is read. A memory that cannot be read
   * is logged, and as much of it as can be is used.
   */
  public void restore(LogPosition position) {
    Map<String, byte[]> parts = position.memory().changed();
    if (parts.isEmpty() && !position.isNew()) {
      LOG.warnf(
          "Nothing is remembered of the log %s any more, which nobody has read for long: calls whose"
              + " spans came in two halves before are not counted, and what is sent again counts twice",
          position.log());
    }
    try {
      if (parts.containsKey(JOIN)) {
        join.restore(parts, parts.get(JOIN), parts.get(WAITING));
      }
      if (parts.containsKey(STREAMS) && parts.containsKey(SOURCES)) {
        reported.restore(parts.get(STREAMS), parts.get(SOURCES));
      }
    } catch (RuntimeException e) {
      LOG.errorf(
          "What was remembered of the log %s cannot be read: what is sent again may count twice: %s",
          position.log(), e.getMessage());
    }
  }

  /** What must be remembered now, and of it what has changed since the last call. */
  public LogMemory memory() {
    Map<String, byte[]> changed = new HashMap<>();
    Set<String> names = new HashSet<>();
    join.saveTables(changed, names);
    save(JOIN, join.save(), changed, names);
    save(WAITING, join.saveWaiting(), changed, names);
    save(SOURCES, reported.sources().save(), changed, names);
    long points = reported.changes();
    names.add(STREAMS);
    if (points != storedPoints) {
      storedPoints = points;
      changed.put(STREAMS, reported.save());
    }
    return new LogMemory(changed, names);
  }

  private void save(String name, byte[] now, Map<String, byte[]> changed, Set<String> names) {
    names.add(name);
    if (!Arrays.equals(stored.put(name, now), now)) {
      changed.put(name, now);
    }
  }
}
