package dev.toolwatch.signal;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.toolwatch.wire.ByteSink;
import dev.toolwatch.wire.Text;

/**
 * Consistent probability sampling (OpenTelemetry, "Probability sampling using TraceState"). A trace
 * has a 56-bit randomness: {@code ot=rv} of its tracestate, or else the last seven bytes of its id.
 * It was sampled by a 56-bit rejection threshold, {@code ot=th}, which has up to 14 hex digits,
 * without trailing zeros: traces below the threshold were dropped. Whoever counts spans takes each
 * for as many as the threshold says. Pure functions.
 */
public final class ConsistentSampling {
  /** No threshold is said. */
  public static final long UNSAID = -1;

  private static final byte[] VENDOR = "ot=".getBytes(US_ASCII);
  private static final byte[] THRESHOLD = "th:".getBytes(US_ASCII);
  private static final byte[] RANDOMNESS = "rv:".getBytes(US_ASCII);
  private static final int DIGITS = 14;
  private static final long ALL = 1L << 4 * DIGITS;

  private ConsistentSampling() {}

  /** The threshold that a tracestate says, from 0, or {@link #UNSAID} if it says no valid one. */
  public static long threshold(Text traceState) {
    if (traceState.isEmpty()) {
      return UNSAID;
    }
    int at = value(traceState, THRESHOLD);
    if (at < 0) {
      return UNSAID;
    }
    int end = endOfValue(traceState, at);
    long digits = hex(traceState, at, end);
    return digits < 0 ? UNSAID : digits << 4 * (DIGITS - (end - at));
  }

  /** The randomness of a trace, from 0 to 2^56 - 1. */
  public static long randomness(Text traceState, long traceIdLow) {
    if (!traceState.isEmpty()) {
      int at = value(traceState, RANDOMNESS);
      if (at >= 0 && endOfValue(traceState, at) - at == DIGITS) {
        long said = hex(traceState, at, at + DIGITS);
        if (said >= 0) {
          return said;
        }
      }
    }
    return traceIdLow & ALL - 1;
  }

  /** How many spans one stands for that was sampled by a threshold, at least 1. */
  public static double weight(long threshold) {
    return threshold <= 0 ? 1 : (double) ALL / (ALL - threshold);
  }

  /** The threshold by which a sampled span stands for this many, at least 1. */
  public static long threshold(double weight) {
    return ALL - (long) (ALL / weight);
  }

  /**
   * The threshold by which a share is kept of what was sampled by another threshold.
   *
   * @param ratio from 0 to 1
   */
  public static long within(long threshold, double ratio) {
    long before = Math.max(0, threshold);
    return before + (long) ((ALL - before) * (1 - ratio));
  }

  /**
   * Writes a tracestate with another threshold, which must be below 2^56. All else that it says
   * stays.
   */
  public static void write(Text traceState, long threshold, ByteSink into) {
    int vendor = vendor(traceState);
    into.write(VENDOR);
    into.write(THRESHOLD);
    writeHex(threshold, into);
    if (vendor >= 0) {
      int start = vendor + VENDOR.length;
      int end = next(traceState, start, ',', traceState.length());
      int last = end > start && traceState.at(end - 1) == ',' ? end - 1 : end;
      for (int at = start; at < last; at = next(traceState, at, ';', last)) {
        int pairEnd = next(traceState, at, ';', last);
        int length =
            pairEnd > at && traceState.at(pairEnd - 1) == ';' ? pairEnd - 1 - at : pairEnd - at;
        if (length > 0 && !matches(traceState, at, THRESHOLD)) {
          into.write(';');
          copy(traceState, at, at + length, into);
        }
      }
    }
    // Others follow: the member that was changed last comes first (W3C, "tracestate").
    for (int at = 0;
        at < traceState.length();
        at = next(traceState, at, ',', traceState.length())) {
      int end = next(traceState, at, ',', traceState.length());
      int last = traceState.at(end - 1) == ',' ? end - 1 : end;
      int start = afterSpaces(traceState, at, last);
      if (start < last && start != vendor) {
        into.write(',');
        copy(traceState, start, last, into);
      }
    }
  }

  private static void writeHex(long threshold, ByteSink into) {
    int digits = DIGITS;
    while (digits > 1 && (threshold >>> 4 * (DIGITS - digits) & 0xf) == 0) {
      digits--;
    }
    for (int digit = 0; digit < digits; digit++) {
      into.write(Character.forDigit((int) (threshold >>> 4 * (DIGITS - 1 - digit)) & 0xf, 16));
    }
  }

  private static void copy(Text from, int start, int end, ByteSink into) {
    into.write(from.bytes(), from.offset() + start, end - start);
  }

  /** Where the value of a key of OpenTelemetry's own member begins, or -1. */
  private static int value(Text traceState, byte[] key) {
    int vendor = vendor(traceState);
    if (vendor < 0) {
      return -1;
    }
    int end = next(traceState, vendor, ',', traceState.length());
    for (int at = vendor + VENDOR.length; at < end; at = next(traceState, at, ';', end)) {
      if (matches(traceState, at, key)) {
        return at + key.length;
      }
    }
    return -1;
  }

  /** Where OpenTelemetry's own member begins, or -1. */
  private static int vendor(Text traceState) {
    int length = traceState.length();
    for (int at = 0; at < length; at = next(traceState, at, ',', length)) {
      int start = afterSpaces(traceState, at, length);
      if (matches(traceState, start, VENDOR)) {
        return start;
      }
    }
    return -1;
  }

  private static int afterSpaces(Text text, int from, int end) {
    int at = from;
    while (at < end && (text.at(at) == ' ' || text.at(at) == '\t')) {
      at++;
    }
    return at;
  }

  private static int endOfValue(Text text, int from) {
    int at = from;
    while (at < text.length() && isPart(text.at(at))) {
      at++;
    }
    return at;
  }

  /** The number in a range; -1 if it is none of at most 14 digits. */
  private static long hex(Text text, int from, int end) {
    if (end == from || end - from > DIGITS) {
      return -1;
    }
    long value = 0;
    for (int at = from; at < end; at++) {
      int digit = Character.digit(text.at(at), 16);
      if (digit < 0) {
        return -1;
      }
      value = value << 4 | digit;
    }
    return value;
  }

  private static boolean isPart(byte b) {
    return b != ';' && b != ',' && b != ' ' && b != '\t';
  }

  private static boolean matches(Text text, int at, byte[] word) {
    if (text.length() - at < word.length) {
      return false;
    }
    for (int i = 0; i < word.length; i++) {
      if (text.at(at + i) != word[i]) {
        return false;
      }
    }
    return true;
  }

  /** The position after the next separator, or the end. */
  private static int next(Text text, int from, char separator, int end) {
    int found = text.indexOf((byte) separator, from);
    return found < 0 || found >= end ? end : found + 1;
  }
}
