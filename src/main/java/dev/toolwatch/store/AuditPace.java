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
  public record Rest(long events, int keys, String most, long mostEvents) {
    /** Both, if nobody has asked for an hour: what most had is that of one of them. */
    Rest plus(Rest other) {
      Rest larger = other.mostEvents > mostEvents ? other : this;
      return new Rest(
          events + other.events, Math.max(keys, other.keys), larger.most, larger.mostEvents);
    }
  }

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

  /** Of the hours before; null if nothing was counted in them. */
  private Rest ended;

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
    roll();
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

  /** What was counted until the last hour was over, once; empty if that was nothing. */
  public synchronized Optional<Rest> ended() {
    roll();
    Optional<Rest> counted = Optional.ofNullable(ended);
    ended = null;
    return counted;
  }

  private void roll() {
    long now = time.millis() / HOUR_MILLIS;
    if (now == hour) {
      return;
    }
    if (rest > 0) {
      Rest counted = counted();
      ended = ended == null ? counted : ended.plus(counted);
    }
    hour = now;
    keys.clear();
    entries = 0;
    rest = 0;
  }

  private Rest counted() {
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
    return new Rest(rest, different, mostly, mostEvents);
  }
}
