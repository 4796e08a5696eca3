package dev.toolwatch.mcp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.toolwatch.wire.Text;

/**
 * How many operations a sampled span stands for, from the rejection threshold in its tracestate:
 * {@code ot=th:T} (OpenTelemetry, "Probability sampling using TraceState"). T has up to 14 hex
 * digits, without trailing zeros, and is the 56-bit threshold below which traces were dropped. The
 * samplers of SDKs write none: {@link SamplingRatios} knows theirs. Pure function.
 */
final class SamplingWeight {
  private static final byte[] VENDOR = "ot=".getBytes(US_ASCII);
  private static final byte[] THRESHOLD = "th:".getBytes(US_ASCII);
  private static final int DIGITS = 14;

  private SamplingWeight() {}

  /**
   * The weight that a tracestate gives, at least 1.
   *
   * @param unsaid the weight if it gives no valid one
   * @param max maximum weight, because senders choose their tracestate
   */
  static double of(Text traceState, double unsaid, double max) {
    if (traceState.isEmpty()) {
      return unsaid;
    }
    for (int at = 0;
        at < traceState.length();
        at = next(traceState, at, ',', traceState.length())) {
      int start = at;
      while (start < traceState.length()
          && (traceState.at(start) == ' ' || traceState.at(start) == '\t')) {
        start++;
      }
      if (matches(traceState, start, VENDOR)) {
        int end = next(traceState, start, ',', traceState.length());
        return inVendor(traceState, start + VENDOR.length, end, unsaid, max);
      }
    }
    return unsaid;
  }

  /** Searches the {@code key:value} pairs, which are separated by semicolons. */
  private static double inVendor(Text text, int from, int end, double unsaid, double max) {
    for (int at = from; at < end; at = next(text, at, ';', end)) {
      if (matches(text, at, THRESHOLD)) {
        return weight(text, at + THRESHOLD.length, end, unsaid, max);
      }
    }
    return unsaid;
  }

  private static double weight(Text text, int from, int end, double unsaid, double max) {
    long threshold = 0;
    int digits = 0;
    for (int at = from; at < end && isPart(text.at(at)); at++) {
      int digit = Character.digit(text.at(at), 16);
      if (digit < 0 || ++digits > DIGITS) {
        return unsaid;
      }
      threshold = threshold << 4 | digit;
    }
    if (digits == 0) {
      return unsaid;
    }
    threshold <<= 4 * (DIGITS - digits);
    double total = 1L << 4 * DIGITS;
    return Math.min(max, total / (total - threshold));
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
