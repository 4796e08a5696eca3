package dev.toolwatch.signal;

import java.util.Objects;

/**
 * The items of a request that are not used, and that its sender has to be told of.
 *
 * @param items how many
 * @param reason of the first of them; empty if there is none
 */
public record Refused(long items, String reason) {
  public Refused {
    Objects.requireNonNull(reason);
  }
}
