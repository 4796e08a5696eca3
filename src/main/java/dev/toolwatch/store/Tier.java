package dev.toolwatch.store;

/** How wide a bucket of time is. Each is made of whole ones of the tier before. */
public enum Tier {
  MINUTE,
  HOUR,
  DAY,
  WEEK
}
