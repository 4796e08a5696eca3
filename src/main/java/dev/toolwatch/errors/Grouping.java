package dev.toolwatch.errors;

import java.util.Objects;

/**
 * Which group an error belongs to. Immutable.
 *
 * @param fingerprint of the group
 * @param groupedBy why its errors are one group
 */
public record Grouping(Fingerprint fingerprint, GroupedBy groupedBy) {
  public Grouping {
    Objects.requireNonNull(fingerprint, "fingerprint");
    Objects.requireNonNull(groupedBy, "groupedBy");
  }
}
