package dev.toolwatch.errors;

import java.util.Locale;

/**
 * Replaces the variable parts of a message by an asterisk: numbers, ids, hexadecimal, UUIDs, quoted
 * text, values after an equals sign, paths, URLs, dates, IP and e-mail addresses, and what was
 * redacted; lists of them by one.
 * A status code of HTTP stays, since it tells errors apart. Reads the first line only, and at most
 * {@value #MAX} characters of it. Takes linear time. Not thread-safe: the buffer is used again.
 */
final class MessagePattern {
  static final int MAX = 1_000;

  private static final char VARIABLE = '*';
  private static final String DATES =
      " mon tue wed thu fri sat sun jan feb mar apr jun jul aug sep oct nov dec ";
  private static final String BEFORE_STATUS = " status code http statuscode status_code ";

  private final StringBuilder out = new StringBuilder();
  private String message = "";
  private int end;

  /** From where on no such quote is closed. */
  private int unclosedSingle;

  private int unclosedDouble;
  private int unclosedBacktick;
  private String word = "";

  /** The pattern of a message; it is valid until the next call. */
  CharSequence of(String text) {
    out.setLength(0);
    message = text;
    word = "";
    int at = 0;
    while (at < text.length() && at < MAX && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    int newline = text.indexOf('\n', at);
    end = Math.min(newline < 0 ? text.length() : newline, at + MAX);
    unclosedSingle = unclosedDouble = unclosedBacktick = end;
    while (at < end) {
      at = next(at);
    }
    while (out.length() > 0 && out.charAt(out.length() - 1) == ' ') {
      out.setLength(out.length() - 1);
    }
    return out;
  }

  private int next(int at) {
    char c = message.charAt(at);
    if (Character.isWhitespace(c)) {
      if (out.length() > 0 && out.charAt(out.length() - 1) != ' ') {
        out.append(' ');
      }
      return at + 1;
    }
    if (isQuote(c) && (at == 0 || !Character.isLetterOrDigit(message.charAt(at - 1)))) {
      int close = closing(c, at);
      if (close > 0) {
        variable();
        return close + 1;
      }
    }
    int address = c == '[' ? bracketedEnd(at) : -1;
    if (address > 0) {
      variable();
      return address;
    }
    if (isDelimiter(c)) {
      out.append(c);
      return at + 1;
    }
    int stop = at;
    while (stop < end && !isTokenEnd(message.charAt(stop))) {
      stop++;
    }
    if (isUrl(at, stop)) {
      while (stop < end && !isUrlEnd(message.charAt(stop))) {
        int redacted = message.charAt(stop) == '[' ? bracketedEnd(stop) : -1;
        stop = redacted > 0 ? redacted : stop + 1;
      }
    }
    token(at, stop);
    return stop;
  }

  /** The end of a redacted part, or of an IPv6 address in brackets; -1 if it is something else. */
  private int bracketedEnd(int at) {
    if (message.startsWith(RedactedText.REPLACEMENT, at)) {
      return at + RedactedText.REPLACEMENT.length();
    }
    int to = at + 1;
    if (message.startsWith(RedactedText.REPLACEMENT, to)) {
      to += RedactedText.REPLACEMENT.length();
    } else if (to < message.length()) {
      to = SecretNumbers.addressEnd(message, to);
    }
    return to > at + 1 && to < message.length() && message.charAt(to) == ']' ? to + 1 : -1;
  }

  private boolean isUrl(int from, int to) {
    for (int i = from + 1; i + 2 < to; i++) {
      if (message.charAt(i) == ':') {
        return message.startsWith("://", i);
      }
    }
    return false;
  }

  private void token(int from, int stop) {
    int to = stop;
    while (to > from && isPunctuation(message.charAt(to - 1))) {
      to--;
    }
    boolean value = from > 0 && message.charAt(from - 1) == '=';
    if (to > from && (value || isVariable(from, to))) {
      variable();
    } else {
      out.append(message, from, to);
    }
    out.append(message, to, stop);
    word = to - from <= 12 ? message.substring(from, to).toLowerCase(Locale.ROOT) : "";
  }

  /** One asterisk for a list of variable parts. */
  private void variable() {
    int last = out.length() - 1;
    while (last >= 0 && isBetween(out.charAt(last))) {
      last--;
    }
    if (last >= 0 && out.charAt(last) == VARIABLE) {
      out.setLength(last + 1);
    } else {
      out.append(VARIABLE);
    }
  }

  private boolean isVariable(int from, int to) {
    char first = message.charAt(from);
    boolean hex = to - from >= 8;
    int slashes = 0;
    boolean at = false;
    boolean backslash = false;
    for (int i = from; i < to; i++) {
      char c = message.charAt(i);
      if (Character.isDigit(c)) {
        return !isStatus(from, to);
      }
      slashes += c == '/' ? 1 : 0;
      backslash |= c == '\\';
      at |= c == '@' && i > from && i < to - 1;
      hex &= c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
    }
    return hex
        || at
        || slashes > 1
        || slashes == 1 && (first == '/' || first == '~' || first == '.') && to - from > 1
        || backslash
        || isDate(from, to);
  }

  private boolean isDate(int from, int to) {
    return to - from == 3
        && Character.isUpperCase(message.charAt(from))
        && DATES.contains(" " + message.substring(from, to).toLowerCase(Locale.ROOT) + " ");
  }

  private boolean isStatus(int from, int to) {
    int number = to - from == 3 ? SourcePosition.number(message, from, to) : 0;
    return number >= 100 && number < 600 && BEFORE_STATUS.contains(" " + word + " ");
  }

  /** The quote that closes one, or -1. An apostrophe between letters closes nothing. */
  private int closing(char quote, int open) {
    int known = quote == '\'' ? unclosedSingle : quote == '"' ? unclosedDouble : unclosedBacktick;
    // A search that failed fails from every later place too.
    if (open >= known) {
      return -1;
    }
    for (int i = open + 1; i < end; i++) {
      if (message.charAt(i) == quote
          && (i + 1 == end || !Character.isLetterOrDigit(message.charAt(i + 1)))) {
        return i;
      }
    }
    if (quote == '\'') {
      unclosedSingle = open;
    } else if (quote == '"') {
      unclosedDouble = open;
    } else {
      unclosedBacktick = open;
    }
    return -1;
  }

  private static boolean isQuote(char c) {
    return c == '\'' || c == '"' || c == '`';
  }

  private static boolean isDelimiter(char c) {
    return "()[]{}<>,;=|'\"`".indexOf(c) >= 0;
  }

  private static boolean isTokenEnd(char c) {
    return Character.isWhitespace(c) || isDelimiter(c);
  }

  private static boolean isUrlEnd(char c) {
    return Character.isWhitespace(c) || "'\"`<>)}]".indexOf(c) >= 0;
  }

  private static boolean isPunctuation(char c) {
    return ".:!?".indexOf(c) >= 0;
  }

  private static boolean isBetween(char c) {
    return " ,;:|".indexOf(c) >= 0;
  }
}
