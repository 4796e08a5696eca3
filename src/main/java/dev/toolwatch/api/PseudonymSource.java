package dev.toolwatch.api;

/** Finds the pseudonym of a user under the key in force. */
@FunctionalInterface
public interface PseudonymSource {
  /**
   * The pseudonym, as 16 hexadecimal digits.
   *
   * @param identity as spans have it
   */
  String of(String identity);
}
