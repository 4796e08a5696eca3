package dev.toolwatch.otlp;

import java.util.Locale;

/** The encoding of an OTLP request and of its answer. */
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

  /**
   * The encoding that a Content-Type header names, or null if it names another. Ignores parameters.
   */
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
