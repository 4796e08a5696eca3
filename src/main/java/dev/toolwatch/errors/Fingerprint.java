package dev.toolwatch.errors;

import java.util.Optional;

/**
 * What all errors of a group have in common, as a hash. It is printed as {@code 1-} and 32 hexadecimal
 * digits: the version of the rules, and the hash. That fits into a path of a URL and the 40 characters
 * of other systems. Immutable.
 *
 * @param version of the rules that made it, from 1
 * @param high the first 64 bits of the hash
 * @param low the last 64 bits
 */
public record Fingerprint(int version, long high, long low) implements Comparable<Fingerprint> {
  private static final int DIGITS = 32;
  private static final int MAX_VERSION = 999;

  public Fingerprint {
    if (version < 1 || version > MAX_VERSION) {
      throw new IllegalArgumentException("a fingerprint of version " + version);
    }
  }

  /** Reads what {@link #toString} prints; empty if it is something else. */
  public static Optional<Fingerprint> parse(String text) {
    int dash = text.indexOf('-');
    if (dash < 1 || dash > 3 || text.length() != dash + 1 + DIGITS || text.charAt(0) == '0') {
      return Optional.empty();
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean digit = c >= '0' && c <= '9';
      if (i != dash && !digit && (i < dash || c < 'a' || c > 'f')) {
        return Optional.empty();
      }
    }
    return Optional.of(
        new Fingerprint(
            Integer.parseInt(text, 0, dash, 10),
            Long.parseUnsignedLong(text, dash + 1, dash + 17, 16),
            Long.parseUnsignedLong(text, dash + 17, dash + 33, 16)));
  }

  @Override
  public int compareTo(Fingerprint other) {
    int byVersion = Integer.compare(version, other.version);
    int byHigh = byVersion != 0 ? byVersion : Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(DIGITS + 4).append(version).append('-');
    digits(text, high);
    digits(text, low);
    return text.toString();
  }

  private static void digits(StringBuilder text, long bits) {
    for (int shift = 60; shift >= 0; shift -= 4) {
      text.append(Character.forDigit((int) (bits >>> shift) & 0xf, 16));
    }
  }
}
