package dev.toolwatch.wire;

import java.util.Arrays;

/** The ids of OTLP/JSON: hexadecimal digits in either case. Pure functions. */
public final class Hex {
  /**
   * By byte; -1 if it is not a digit. Several times faster than Character's method, which knows
   * Unicode.
   */
  private static final byte[] DIGITS = new byte[256];

  static {
    Arrays.fill(DIGITS, (byte) -1);
    for (int digit = 0; digit < 16; digit++) {
      DIGITS[Character.forDigit(digit, 16)] = (byte) digit;
      DIGITS[Character.toUpperCase(Character.forDigit(digit, 16))] = (byte) digit;
    }
  }

  private Hex() {}

  /** Whether the text consists of exactly this number of digits. */
  public static boolean isAll(Text text, int digits) {
    if (text.length() != digits) {
      return false;
    }
    int all = 0;
    for (int i = 0; i < digits; i++) {
      all |= DIGITS[text.at(i) & 0xff];
    }
    return all >= 0;
  }

  /** The value of sixteen digits. The first digit is the highest. */
  public static long bits(Text text, int from) {
    long value = 0;
    for (int i = from; i < from + 16; i++) {
      value = value << 4 | DIGITS[text.at(i) & 0xff];
    }
    return value;
  }
}
