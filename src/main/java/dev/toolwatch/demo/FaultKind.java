package dev.toolwatch.demo;

import java.util.List;

/**
 * A kind of errors that programs in a language raise.
 *
 * @param message with {@code #} where a number stands that differs from call to call
 * @param causeType of the error that causes it; empty if none does
 */
record FaultKind(String type, String message, String causeType, String causeMessage) {
  private static final List<FaultKind> PYTHON =
      List.of(
          new FaultKind(
              "httpx.ReadTimeout",
              "no answer to request # within 5.0 s",
              "httpcore.ReadTimeout",
              "timed out"),
          new FaultKind("KeyError", "'item-#'", "", ""),
          new FaultKind("AttributeError", "item # has no attribute 'total'", "", ""),
          new FaultKind("ValueError", "time data '#' does not match format '%Y-%m-%d'", "", ""));

  private static final List<FaultKind> NODEJS =
      List.of(
          new FaultKind("FetchError", "request # to https://api.example failed", "", ""),
          new FaultKind("TypeError", "item # is not iterable", "", ""),
          new FaultKind("RangeError", "Invalid array length: #", "", ""),
          new FaultKind("SyntaxError", "Unexpected token < in JSON at position #", "", ""));

  private static final List<FaultKind> JAVA =
      List.of(
          new FaultKind("java.io.IOException", "connection reset by peer after # µs", "", ""),
          new FaultKind(
              "java.lang.IllegalStateException",
              "no rows for report #",
              "java.sql.SQLTimeoutException",
              "statement # was cancelled after 250 ms"),
          new FaultKind(
              "java.lang.ArrayIndexOutOfBoundsException",
              "Index # out of bounds for length 12",
              "",
              ""),
          new FaultKind("java.util.NoSuchElementException", "no value for column #", "", ""));

  private static final List<FaultKind> GO =
      List.of(
          new FaultKind("*net.OpError", "read tcp 10.0.3.7:#->10.0.9.2:5432: i/o timeout", "", ""),
          new FaultKind("*pgconn.PgError", "ERROR: canceling statement # (SQLSTATE 57014)", "", ""),
          new FaultKind("*strconv.NumError", "parsing \"#\": value out of range", "", ""),
          new FaultKind("*json.SyntaxError", "invalid character after offset #", "", ""));

  /** The kinds of a language; the first two are those that happen at any time. */
  static List<FaultKind> of(SdkLanguage language) {
    return switch (language) {
      case PYTHON -> PYTHON;
      case NODEJS -> NODEJS;
      case JAVA -> JAVA;
      case GO -> GO;
    };
  }

  /** One of this kind. */
  Fault at(Place place, long number) {
    String text = Long.toString(number);
    return new Fault(
        type, message.replace("#", text), causeType, causeMessage.replace("#", text), place);
  }
}
