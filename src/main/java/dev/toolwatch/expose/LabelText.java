package dev.toolwatch.expose;

import dev.toolwatch.wire.ByteSink;

/** Writes labels and help with the escapes of the text formats. */
final class LabelText {
  private LabelText() {}

  /** Writes {@code a="b",c="d"}. */
  static void pairs(ByteSink sink, Labels labels) {
    for (int i = 0; i < labels.size(); i++) {
      if (i > 0) {
        sink.write(',');
      }
      sink.utf8(labels.name(i));
      sink.write('=');
      sink.write('"');
      escaped(sink, labels.value(i), true);
      sink.write('"');
    }
  }

  /** Escapes backslashes and line feeds, and optionally quotes. */
  static void escaped(ByteSink sink, String text, boolean quotes) {
    if (text.indexOf('\\') < 0 && text.indexOf('\n') < 0 && !(quotes && text.indexOf('"') >= 0)) {
      sink.utf8(text);
      return;
    }
    StringBuilder escaped = new StringBuilder(text.length() + 8);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        escaped.append("\\n");
      } else if (c == '\\' || (c == '"' && quotes)) {
        escaped.append('\\').append(c);
      } else {
        escaped.append(c);
      }
    }
    sink.utf8(escaped.toString());
  }
}
