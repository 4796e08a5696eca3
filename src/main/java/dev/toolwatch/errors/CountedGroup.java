package dev.toolwatch.errors;

import java.util.Objects;

/**
 * An error group with its errors of a period.
 *
 * @param group without samples
 * @param events in the period
 */
public record CountedGroup(StoredGroup group, long events) {
  public CountedGroup {
    Objects.requireNonNull(group, "group");
  }
}
