package dev.toolwatch.otlp;

import java.util.Locale;

/** How an OTLP request, and so its answer, is written. */
enum Encoding {
  PROTOBUF("application/x-protobuf"),
  JSON("application/json");

  private final String contentType;

  Encoding(String contentType) {
    this.contentType = contentType;
  }

  String contentType() {
    return contentType;
  }

  /** The encoding a Content-Type names, its parameters aside, or null for any other. */
  static Encoding ofContentType(String header) {
    if (header == null) {
      return null;
    }
    int parameters = header.indexOf(';');
    String type = (parameters < 0 ? header : header.substring(0, parameters)).trim();
    for (Encoding encoding : values()) {
      if (encoding.contentType.equals(type.toLowerCase(Locale.ROOT))) {
        return encoding;
      }
    }
    return null;
  }
}
