package dev.toolwatch.store;

import dev.toolwatch.signal.ForwardTime;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Limits the entries of one kind that others can cause at will: so many an hour for each key, and so
 * many in all. What is beyond is counted, by key as far as there is room, until the hour is over.
 * Thread-safe.
 */
public final class AuditPace {
  private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();

  /** What becomes of an event. */
  public enum Verdict {
    /** It gets an entry. */
    ENTRY,
    /** There are enough entries with its key in this hour: it is counted. */
    REPEATED,
    /** There are enough entries in this hour: it is counted. */
    FULL
  }

  /**
   * What was counted in an hour.
   *
   * @param events without an entry of their own
   * @param keys how many keys they had, as far as they were told apart
   * @param most the key with most of them; empty if none was told apart
   * @param mostEvents how many those were
   */
  public record Rest(long events, int keys, String most, long mostEvents) {}

  private static final class Tally {
    private int entries;
    private long rest;
  }

  private final int mostPerKey;
  private final int most;
  private final int maxKeys;
  private final ForwardTime time;
  private final Map<String, Tally> keys = new HashMap<>();
  private long hour;
  private int entries;
  private long rest;

  /**
   * @param mostPerKey entries of one key in an hour
   * @param most entries in an hour
   * @param maxKeys keys that are told apart
   */
  public AuditPace(int mostPerKey, int most, int maxKeys, InstantSource clock) {
    this.mostPerKey = mostPerKey;
    this.most = most;
    this.maxKeys = maxKeys;
    time = new ForwardTime(clock);
    hour = time.millis() / HOUR_MILLIS;
  }

  /** Takes note of an event. */
  public synchronized Verdict happened(String key) {
    Tally tally = keys.get(key);
    if (tally == null && keys.size() < maxKeys) {
      tally = new Tally();
      keys.put(key, tally);
    }
    Verdict verdict =
        tally != null && tally.entries >= mostPerKey
            ? Verdict.REPEATED
            : tally == null || entries >= most ? Verdict.FULL : Verdict.ENTRY;
    if (verdict == Verdict.ENTRY) {
      tally.entries++;
      entries++;
    } else {
      rest++;
      if (tally != null) {
        tally.rest++;
      }
    }
    return verdict;
  }

  /** Takes back an entry that could not be kept. */
  public synchronized void failed(String key) {
    Tally tally = keys.get(key);
    if (tally != null && tally.entries > 0) {
      tally.entries--;
      entries--;
    }
  }

  /** Begins anew once the hour is over. Returns what was counted in it, if anything was. */
  public synchronized Optional<Rest> ended() {
    long now = time.millis() / HOUR_MILLIS;
    return now == hour ? Optional.empty() : begin(now);
  }

  private Optional<Rest> begin(long now) {
    hour = now;
    Rest counted = null;
    if (rest > 0) {
      String mostly = "";
      long mostEvents = 0;
      int different = 0;
      for (Map.Entry<String, Tally> key : keys.entrySet()) {
        different += key.getValue().rest > 0 ? 1 : 0;
        if (key.getValue().rest > mostEvents) {
          mostly = key.getKey();
          mostEvents = key.getValue().rest;
        }
      }
      counted = new Rest(rest, different, mostly, mostEvents);
    }
    keys.clear();
    entries = 0;
    rest = 0;
    return Optional.ofNullable(counted);
  }
}
