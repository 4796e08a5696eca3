package dev.toolwatch.otlp;

import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.Text;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Parses ProtoJSON numbers, and strings that hold numbers. Pure functions. */
final class JsonNumber {
  /** The longest number accepted, in characters. A double needs at most 17 digits. */
  private static final int MAX_LENGTH = 400;

  private JsonNumber() {}

  /**
   * Parses a 64-bit integer. It may be written as 1000, 1000.0 or 1e3.
   *
   * @param unsigned whether the range is 0 to 2^64 - 1
   * @param at the position of the number, for the exception's message
   */
  static long integer(Text digits, boolean unsigned, int at) throws MalformedException {
    long value = digits.asLong(Long.MIN_VALUE);
    if (value != Long.MIN_VALUE && (value >= 0 || !unsigned)) {
      return value;
    }
    if (isNanoseconds(digits)) {
      value = nanoseconds(digits);
      if (unsigned || value >= 0) {
        return value;
      }
    }
    if (isPlain(digits)) {
      String text = digits.toString();
      try {
        return unsigned ? Long.parseUnsignedLong(text) : Long.parseLong(text);
      } catch (NumberFormatException e) {
        return integral(text, unsigned, at);
      }
    }
    throw MalformedException.at(at, "not a 64-bit integer");
  }

  /** Whether the text has 19 digits, as every time of this century in nanoseconds does. */
  private static boolean isNanoseconds(Text digits) {
    if (digits.length() != 19) {
      return false;
    }
    for (int i = 0; i < 19; i++) {
      if (digits.at(i) < '0' || digits.at(i) > '9') {
        return false;
      }
    }
    return true;
  }

  /** Less than 10^19, so it fits in 64 unsigned bits. */
  private static long nanoseconds(Text digits) {
    long value = 0;
    for (int i = 0; i < 19; i++) {
      value = value * 10 + (digits.at(i) - '0');
    }
    return value;
  }

  private static long integral(String text, boolean unsigned, int at) throws MalformedException {
    try {
      BigDecimal value = new BigDecimal(text);
      if (value.signum() == 0) {
        return 0;
      }
      // Check the exponent before the digits are written out: 1e-999999999 would fill the memory.
      long wholeDigits = (long) value.precision() - value.scale();
      if (wholeDigits > 0 && wholeDigits <= 20) {
        BigInteger whole = value.toBigIntegerExact();
        boolean natural = whole.signum() > 0 && whole.bitLength() <= 64;
        if (unsigned ? natural : whole.bitLength() <= 63) {
          return whole.longValue();
        }
      }
    } catch (NumberFormatException | ArithmeticException e) {
      throw MalformedException.at(at, "not a 64-bit integer");
    }
    throw MalformedException.at(at, "not a 64-bit integer");
  }

  /** Parses a double, including NaN, Infinity and -Infinity. */
  static double decimal(Text digits, int at) throws MalformedException {
    String text = digits.toString();
    try {
      return isPlain(digits) ? Double.parseDouble(text) : named(text);
    } catch (NumberFormatException e) {
      throw MalformedException.at(at, "not a number");
    }
  }

  private static double named(String text) {
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> throw new NumberFormatException();
    };
  }

  /**
   * Whether the text has only the characters of JSON numbers. Java's own parsers also accept
   * hexadecimal, suffixes, white space and the digits of other scripts.
   */
  private static boolean isPlain(Text digits) {
    for (int i = 0; i < digits.length(); i++) {
      byte next = digits.at(i);
      if ((next < '0' || next > '9') && "+-.eE".indexOf(next) < 0) {
        return false;
      }
    }
    return digits.length() <= MAX_LENGTH;
  }
}
