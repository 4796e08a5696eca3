package dev.toolwatch.errors;

import dev.toolwatch.store.Range;
import java.util.Objects;

/**
 * Which error groups to list: those with an error in a period.
 *
 * @param range in whole hours of Unix time
 * @param service null for all
 * @param tool that an error of the group, at any time, came from; null for all
 */
public record ErrorGroupFilter(Range range, String service, String tool) {
  public ErrorGroupFilter {
    Objects.requireNonNull(range, "range");
  }
}
