package dev.toolwatch.errors;

/** A copy of a text with parts of it replaced, from its start to its end. Not thread-safe. */
final class RedactedText {
  /** What stands in the place of a secret; several without anything between them are one. */
  static final String REPLACEMENT = "[redacted]";

  private final String text;
  private final StringBuilder out = new StringBuilder();
  private int copied;

  RedactedText(String text) {
    this.text = text;
  }

  /** Whether a part that was replaced before begins at a position. */
  boolean isRedacted(int at) {
    return text.startsWith(REPLACEMENT, at);
  }

  /** From here on the text is not replaced yet. */
  int copied() {
    return copied;
  }

  /** Replaces a range that begins at {@link #copied} or later, and says where it ends. */
  int replace(int from, int to) {
    out.append(text, copied, from);
    boolean joined = out.indexOf(REPLACEMENT, out.length() - REPLACEMENT.length()) >= 0;
    if (!joined && to > from) {
      out.append(REPLACEMENT);
    }
    copied = to;
    return to;
  }

  /** The copy; the same text if nothing was replaced. */
  @Override
  public String toString() {
    return copied == 0 ? text : out + text.substring(copied);
  }
}
