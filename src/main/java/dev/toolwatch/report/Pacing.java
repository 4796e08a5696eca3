package dev.toolwatch.report;

import dev.toolwatch.errors.ErrorListener.Occasion;
import dev.toolwatch.errors.Fingerprint;
import dev.toolwatch.signal.ForwardTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Decides which errors are sent to one target: the first one of a group and one that comes back at
 * once, of the others one a group and interval. Thread-safe.
 */
final class Pacing {
  /** What becomes of an error. */
  enum Verdict {
    SEND,
    /** It will be part of the number in the group's next event. */
    DEDUPLICATE,
    /** Too many groups have begun in this minute: this one begins with its next error. */
    DROP
  }

  private final long betweenMillis;
  private final MinuteQuota first;
  private final MinuteQuota ongoing;
  private final ForwardTime time;
  private final Map<Fingerprint, Group> groups;

  /** What is remembered of a group. */
  private static final class Group {
    private OptionalLong sentMillis = OptionalLong.empty();

    /** Errors since the one that was sent. */
    private long since;
  }

  /**
   * How much is sent and remembered.
   *
   * @param between the time between two events of a group that goes on
   * @param groups the maximum number of groups that are remembered; beyond it, the one that was not
   *     asked for the longest time is forgotten
   * @param perMinute the maximum number of events of new groups and of those that came back in a
   *     minute, and the same number of events of others
   */
  record Limits(Duration between, int groups, int perMinute) {}

  /**
   * What is remembered of a group, for another process.
   *
   * @param sentMillisAgo how long ago its last event was sent; empty if it is to be sent yet
   * @param since its errors since that event
   */
  record Remembered(Fingerprint group, OptionalLong sentMillisAgo, long since) {}

  Pacing(Limits limits, ForwardTime time) {
    betweenMillis = limits.between().toMillis();
    first = new MinuteQuota(limits.perMinute());
    ongoing = new MinuteQuota(limits.perMinute());
    this.time = time;
    int most = limits.groups();
    groups =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1L;

          @Override
          protected boolean removeEldestEntry(Map.Entry<Fingerprint, Group> eldest) {
            return size() > most;
          }
        };
  }

  /** Decides on an error that stands for some, and takes note of them. */
  synchronized Verdict decide(Fingerprint fingerprint, Occasion occasion, long times) {
    Group group = groups.computeIfAbsent(fingerprint, unknown -> new Group());
    long now = time.millis();
    group.since += times;
    return switch (occasion) {
      case NEW, REGRESSED -> begin(group, now);
      case ONGOING -> goOn(group, now);
    };
  }

  private Verdict begin(Group group, long now) {
    if (first.take(now)) {
      group.sentMillis = OptionalLong.of(now);
      return Verdict.SEND;
    }
    group.sentMillis = OptionalLong.empty();
    return Verdict.DROP;
  }

  private Verdict goOn(Group group, long now) {
    boolean due = group.sentMillis.isEmpty() || now - group.sentMillis.getAsLong() >= betweenMillis;
    if (!due || !ongoing.take(now)) {
      return Verdict.DEDUPLICATE;
    }
    group.sentMillis = OptionalLong.of(now);
    return Verdict.SEND;
  }

  /**
   * The errors of a group since its last event, those that the event stands for included. To be called
   * once for every {@link Verdict#SEND}: from then on it is 0.
   */
  synchronized long takeSince(Fingerprint fingerprint) {
    Group group = groups.get(fingerprint);
    if (group == null) {
      return 0;
    }
    long since = group.since;
    group.since = 0;
    return since;
  }

  /** How many groups are remembered. */
  synchronized int size() {
    return groups.size();
  }

  /** All groups, the one that was not asked for the longest time first. */
  synchronized List<Remembered> remembered() {
    long now = time.millis();
    List<Remembered> all = new ArrayList<>();
    groups.forEach(
        (fingerprint, group) -> {
          OptionalLong ago =
              group.sentMillis.isEmpty()
                  ? OptionalLong.empty()
                  : OptionalLong.of(now - group.sentMillis.getAsLong());
          all.add(new Remembered(fingerprint, ago, group.since));
        });
    return all;
  }

  /**
   * Goes on with a group of an earlier process, unless it has been asked for already.
   *
   * @param passedMillis the time since it was {@link #remembered}
   */
  synchronized void restore(Remembered earlier, long passedMillis) {
    if (groups.containsKey(earlier.group())) {
      return;
    }
    Group group = new Group();
    group.since = earlier.since();
    if (earlier.sentMillisAgo().isPresent()) {
      long ago = earlier.sentMillisAgo().getAsLong() + passedMillis;
      group.sentMillis = OptionalLong.of(time.millis() - ago);
    }
    groups.put(earlier.group(), group);
  }
}
