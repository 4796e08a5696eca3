package dev.toolwatch.slo;

/**
 * Events of a time, and the bad ones among them.
 *
 * @param bad at most as many as events
 */
public record EventCount(long events, long bad) {
  public static final EventCount NONE = new EventCount(0, 0);

  public EventCount {
    if (bad < 0 || bad > events) {
      throw new IllegalArgumentException(bad + " bad of " + events);
    }
  }

  public EventCount plus(EventCount other) {
    return new EventCount(events + other.events, bad + other.bad);
  }

  public long good() {
    return events - bad;
  }
}
