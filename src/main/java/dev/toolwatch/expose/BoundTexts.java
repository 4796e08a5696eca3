package dev.toolwatch.expose;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/**
 * The bucket bounds of a family as text, formatted once for all series that share them. Not
 * thread-safe.
 */
final class BoundTexts {
  private static final byte[] INFINITY = "+Inf".getBytes(US_ASCII);

  private final boolean canonical;
  private double[] bounds = {};
  private byte[][] texts = {INFINITY};

  BoundTexts(boolean canonical) {
    this.canonical = canonical;
  }

  /** One text for each bound and one for +Inf, valid until the next call. */
  byte[][] of(double[] upperBounds) {
    if (!Arrays.equals(bounds, upperBounds)) {
      texts = new byte[upperBounds.length + 1][];
      for (int i = 0; i < upperBounds.length; i++) {
        texts[i] = text(upperBounds[i]).getBytes(US_ASCII);
      }
      texts[upperBounds.length] = INFINITY;
      bounds = upperBounds;
    }
    return texts;
  }

  /** A bound or a quantile as a label's value. */
  String text(double value) {
    return canonical ? NumberText.canonical(value) : NumberText.go(value);
  }
}
