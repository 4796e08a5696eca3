package dev.toolwatch.errors;

import java.util.Locale;

/**
 * Replaces what looks like a secret in one text: private keys, tokens of known providers, JSON Web
 * Tokens, values of names such as {@code password}, {@code Bearer} and {@code Basic}, users in URLs,
 * e-mail addresses, card numbers and, if wanted, IP addresses. Takes linear time, never throws, and
 * leaves alone what is replaced already. Not thread-safe: one scanner reads one text.
 */
final class SecretScanner {
  private static final String BLOCK = "-----BEGIN ";
  private static final int BLOCK_NAME = 48;

  /** Characters of a URL in which its user is looked for. */
  private static final int MAX_USER = 512;

  private final String text;
  private final int end;
  private final boolean ipAddresses;
  private final RedactedText out;

  /** Until here the name is read that a position is in. */
  private int nameEnd;

  private int valueStart;
  private int valueEnd;

  private SecretScanner(String text, boolean ipAddresses) {
    this.text = text;
    this.ipAddresses = ipAddresses;
    end = text.length();
    out = new RedactedText(text);
  }

  /** The text without secrets; the same text if there are none. */
  static String scan(String text, boolean ipAddresses) {
    SecretScanner scanner = new SecretScanner(text, ipAddresses);
    int at = 0;
    while (at < scanner.end) {
      at = scanner.next(at);
    }
    return scanner.out.toString();
  }

  /** Reads what begins at a position, and says where to go on. */
  private int next(int at) {
    if (out.isRedacted(at)) {
      return at + RedactedText.REPLACEMENT.length();
    }
    if (at >= valueStart && at < valueEnd) {
      return out.replace(at, valueEnd);
    }
    char c = text.charAt(at);
    if (c == '@') {
      return email(at, 1);
    }
    if (c == '%' && text.startsWith("%40", at)) {
      return email(at, 3);
    }
    if (c == ':' && text.startsWith("://", at)) {
      return user(at + 3);
    }
    if (c == '-' && text.startsWith(BLOCK, at)) {
      return privateKey(at);
    }
    if (at > 0 && Character.isLetterOrDigit(text.charAt(at - 1))) {
      return at + 1;
    }
    int secret = ProviderTokens.end(text, at);
    secret = secret < 0 ? SecretNumbers.cardEnd(text, at) : secret;
    secret = secret < 0 && ipAddresses ? SecretNumbers.addressEnd(text, at) : secret;
    if (secret > at) {
      return out.replace(at, secret);
    }
    if (at >= nameEnd && SecretNames.isNamePart(c)) {
      name(at);
    }
    return at + 1;
  }

  /** RFC 7468. A block that does not end is cut, and all the rest is of it. */
  private int privateKey(int at) {
    String name = text.substring(at, Math.min(end, at + BLOCK_NAME));
    if (!name.contains("PRIVATE KEY")) {
      return at + BLOCK.length();
    }
    int last = text.indexOf("-----END", at);
    int close = last < 0 ? -1 : text.indexOf("-----", last + 8);
    return out.replace(at, close < 0 ? end : close + 5);
  }

  private int email(int at, int length) {
    int from = at;
    while (from > out.copied() && isLocal(text.charAt(from - 1))) {
      from--;
    }
    int to = at + length;
    int dot = -1;
    while (to < end && isDomain(text.charAt(to))) {
      dot = text.charAt(to) == '.' && to + 1 < end && isDomain(text.charAt(to + 1)) ? to : dot;
      to++;
    }
    while (to > at + length && !Character.isLetterOrDigit(text.charAt(to - 1))) {
      to--;
    }
    // Versions have at signs too: lodash@4.17.21
    boolean named = dot > at + length && to > dot + 2 && Character.isLetter(text.charAt(dot + 1));
    return from < at && named ? out.replace(from, to) : at + length;
  }

  private static boolean isLocal(char c) {
    return Character.isLetterOrDigit(c) || "._+-".indexOf(c) >= 0;
  }

  private static boolean isDomain(char c) {
    return Character.isLetterOrDigit(c) || c == '.' || c == '-';
  }

  /** The user and the password of a URL, which end at its last at sign before the path. */
  private int user(int from) {
    int last = -1;
    int colon = -1;
    boolean path = false;
    int at = from;
    for (; at < Math.min(end, from + MAX_USER) && !isUrlEnd(text.charAt(at)); at++) {
      char c = text.charAt(at);
      colon = c == ':' && colon < 0 ? at : colon;
      if (c == '/' || c == '?' || c == '#') {
        // A password may hold these unescaped, but a port is a number.
        if (last >= 0 || colon < 0 || SourcePosition.isDigit(text.charAt(colon + 1)) || path) {
          break;
        }
        path = true;
      } else if (c == '@') {
        last = at;
      }
    }
    boolean redacted = last >= 0 && text.substring(from, last).equals(RedactedText.REPLACEMENT);
    return last > from && !redacted ? out.replace(from, last) : from;
  }

  private static boolean isUrlEnd(char c) {
    return Character.isWhitespace(c) || "'\"`<>".indexOf(c) >= 0;
  }

  /** Remembers the value that follows a name, if the name says that it is secret. */
  private void name(int from) {
    int to = from;
    while (to < end && SecretNames.isNamePart(text.charAt(to))) {
      to++;
    }
    nameEnd = to;
    String name = text.substring(Math.max(from, to - SecretNames.MAX), to).toLowerCase(Locale.ROOT);
    char before = from == 0 ? ' ' : text.charAt(from - 1);
    if (SecretNames.isScheme(name)) {
      int start = afterSpaces(to);
      int stop = SecretNames.credentialsEnd(text, start);
      if (start > to && SecretNames.isCredentials(text, start, stop)) {
        value(start, stop);
      }
    } else if (SecretNames.isSecret(name, before == '?' || before == '&')) {
      boolean option = name.startsWith("--");
      assigned(to, before == '<', option, SecretNames.isHeader(name));
    }
  }

  private void assigned(int from, boolean element, boolean option, boolean header) {
    int at = from;
    if (element && at < end && text.charAt(at) == '>') {
      int close = text.indexOf('<', at);
      value(at + 1, close < 0 ? end : close);
      return;
    }
    while (at < end && at < from + 4 && "\\\"'`]".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    int separator = afterSpaces(at);
    char c = separator < end ? text.charAt(separator) : ' ';
    boolean assigns = c == '=' || c == ':' && !text.startsWith("::", separator);
    if (!assigns && !(option && separator > at && c != '-')) {
      return;
    }
    at = assigns ? separator + 1 : separator;
    while (assigns && at < end && (text.charAt(at) == '>' || text.charAt(at) == '=')) {
      at++;
    }
    at = afterSpaces(at);
    int quote = at;
    while (quote < end && quote < at + 4 && text.charAt(quote) == '\\') {
      quote++;
    }
    if (quote < end && "\"'`".indexOf(text.charAt(quote)) >= 0) {
      value(quote + 1, closing(quote, quote > at));
    } else {
      value(at, header ? lineEnd(at) : valueEnd(afterRedacted(at)));
    }
  }

  private void value(int from, int to) {
    valueStart = afterRedacted(from);
    valueEnd = to;
  }

  private int afterRedacted(int from) {
    int at = from;
    while (out.isRedacted(at)) {
      at += RedactedText.REPLACEMENT.length();
    }
    return at;
  }

  private int afterSpaces(int from) {
    int at = from;
    while (at < end && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
    return at;
  }

  /** Where a quoted value ends: a quote within it has a backslash, unless all quotes have. */
  private int closing(int quote, boolean escaped) {
    char wanted = text.charAt(quote);
    int at = quote + 1;
    for (; at < end && text.charAt(at) != '\n'; at++) {
      char c = text.charAt(at);
      if (c == wanted) {
        return escaped && text.charAt(at - 1) == '\\' ? at - 1 : at;
      }
      at += c == '\\' && !escaped ? 1 : 0;
    }
    return Math.min(at, end);
  }

  private int lineEnd(int from) {
    int at = from;
    while (at < end && "\n\"'`".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    return at;
  }

  /** A comma or a bracket may be part of a password, if it goes on after it. */
  private int valueEnd(int from) {
    int at = from;
    while (at < end) {
      char c = text.charAt(at);
      boolean goesOn = at > from && at + 1 < end && Character.isLetterOrDigit(text.charAt(at + 1));
      if (Character.isWhitespace(c)
          || "&;\"'`<}".indexOf(c) >= 0
          || ",)]>".indexOf(c) >= 0 && !goesOn) {
        return at;
      }
      at++;
    }
    return at;
  }
}
