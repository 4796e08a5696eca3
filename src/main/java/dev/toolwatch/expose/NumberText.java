package dev.toolwatch.expose;

import dev.toolwatch.wire.ByteSink;

/** Formats numbers as Go writes and Prometheus reads them. */
final class NumberText {
  // A double can hold every integer up to this one.
  private static final double EXACT_INTEGERS = 1L << 53;

  private NumberText() {}

  /** A sample's value: integers in full, other numbers like Go's %g. */
  static void value(ByteSink sink, double value) {
    long integer = (long) value;
    if (integer == value && Math.abs(value) < EXACT_INTEGERS && (integer != 0 || 1 / value > 0)) {
      sink.decimal(integer);
    } else {
      sink.utf8(go(value));
    }
  }

  /** Like Go's strconv.FormatFloat(value, 'g', -1, 64): 0.1, 1e-06, 1e+06, +Inf, NaN. */
  static String go(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    String sign = value < 0 || 1 / value < 0 ? "-" : "";
    return sign + (value == 0 ? "0" : positive(Double.toString(Math.abs(value))));
  }

  /**
   * The canonical form of le and quantile in OpenMetrics, always with a point or an exponent: 1.0.
   */
  static String canonical(double value) {
    String text = go(value);
    boolean integer = !Double.isInfinite(value) && !Double.isNaN(value);
    return integer && text.indexOf('.') < 0 && text.indexOf('e') < 0 ? text + ".0" : text;
  }

  /** Milliseconds as seconds: 1672850685.829. */
  static void seconds(ByteSink sink, long millis) {
    sink.decimal(millis / 1000);
    int fraction = (int) (millis % 1000);
    sink.write('.');
    sink.write('0' + fraction / 100);
    sink.write('0' + fraction / 10 % 10);
    sink.write('0' + fraction % 10);
  }

  /** Converts Java's "123.4" or "1.234E-5" to Go's form. */
  private static String positive(String java) {
    int e = java.indexOf('E');
    String mantissa = e < 0 ? java : java.substring(0, e);
    int point = mantissa.indexOf('.');
    String digits = mantissa.substring(0, point) + mantissa.substring(point + 1);
    int first = 0;
    while (digits.charAt(first) == '0') {
      first++;
    }
    int end = digits.length();
    while (digits.charAt(end - 1) == '0') {
      end--;
    }
    int exponent =
        point - 1 - first + (e < 0 ? 0 : Integer.parseInt(java, e + 1, java.length(), 10));
    digits = digits.substring(first, end);
    // Go, strconv/ftoa.go: the shortest %g becomes %e below 1e-4 and from 1e6 on.
    return exponent < -4 || exponent >= 6 ? scientific(digits, exponent) : plain(digits, exponent);
  }

  private static String scientific(String digits, int exponent) {
    int size = Math.abs(exponent);
    return digits.charAt(0)
        + (digits.length() > 1 ? "." + digits.substring(1) : "")
        + (exponent < 0 ? "e-" : "e+")
        + (size < 10 ? "0" : "")
        + size;
  }

  private static String plain(String digits, int exponent) {
    if (exponent < 0) {
      return "0." + "0".repeat(-exponent - 1) + digits;
    }
    int whole = exponent + 1;
    if (digits.length() <= whole) {
      return digits + "0".repeat(whole - digits.length());
    }
    return digits.substring(0, whole) + "." + digits.substring(whole);
  }
}
