package dev.toolwatch.api;

import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The id of a trace.
 *
 * @param high its first half, big-endian
 * @param low the second half
 */
record TraceId(long high, long low) {
  static final int DIGITS = 32;

  private static final int HALF = 16;
  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{1,32}");

  /** Parses 32 hexadecimal digits. */
  static TraceId of(String text) {
    if (text.length() != DIGITS || !HEX.matcher(text).matches()) {
      throw new IllegalArgumentException("is not 32 hexadecimal digits");
    }
    return ofAnyLength(text);
  }

  /** Parses up to 32 hexadecimal digits. Those that are missing are zeros in front. */
  static TraceId ofAnyLength(String text) {
    if (!HEX.matcher(text).matches()) {
      throw new IllegalArgumentException("is not up to 32 hexadecimal digits");
    }
    int split = Math.max(0, text.length() - HALF);
    long high = split == 0 ? 0 : Long.parseUnsignedLong(text.substring(0, split), HALF);
    return new TraceId(high, Long.parseUnsignedLong(text.substring(split), HALF));
  }

  /** The digits of a span's id. */
  static String hex(long spanId) {
    return HexFormat.of().toHexDigits(spanId);
  }

  /** All 32 digits in lower case. */
  @Override
  public String toString() {
    return hex(high) + hex(low);
  }
}
