package dev.toolwatch.errors;

/** Card numbers and IP addresses in a text. Each takes a constant time at a position. Pure functions. */
final class SecretNumbers {
  private static final int MIN_CARD = 13;
  private static final int MAX_CARD = 19;

  /** Characters of the longest IPv6 address, which ends in an IPv4 address. */
  private static final int MAX_ADDRESS = 45;

  private SecretNumbers() {}

  /**
   * Where the longest card number ends that begins at a position: 13 to 19 digits, with single spaces
   * or dashes between them, that begin as a card's do and whose check digit is right (ISO/IEC 7812); -1
   * if there is none.
   */
  static int cardEnd(String text, int from) {
    if (text.charAt(from) < '2' || text.charAt(from) > '6' || isFraction(text, from)) {
      return -1;
    }
    int[] digits = new int[MAX_CARD];
    int count = 0;
    int found = -1;
    int at = from;
    while (at < text.length() && count < MAX_CARD) {
      char c = text.charAt(at);
      if (SourcePosition.isDigit(c)) {
        digits[count++] = c - '0';
        if (count >= MIN_CARD && endsAt(text, at + 1) && isChecked(digits, count)) {
          found = at + 1;
        }
      } else if (c != ' ' && c != '-' || !SourcePosition.isDigit(text.charAt(at - 1))) {
        return found;
      }
      at++;
    }
    return found;
  }

  private static boolean isFraction(String text, int at) {
    return at > 1 && text.charAt(at - 1) == '.' && SourcePosition.isDigit(text.charAt(at - 2));
  }

  private static boolean endsAt(String text, int at) {
    return at == text.length() || !Character.isLetterOrDigit(text.charAt(at));
  }

  /** Luhn's algorithm. */
  private static boolean isChecked(int[] digits, int count) {
    int sum = 0;
    for (int i = 0; i < count; i++) {
      int digit = digits[count - 1 - i] * (1 + i % 2);
      sum += digit > 9 ? digit - 9 : digit;
    }
    return sum % 10 == 0;
  }

  /** Where the IP address ends that begins at a position; -1 if none does. */
  static int addressEnd(String text, int from) {
    char first = text.charAt(from);
    if (first != ':' && Character.digit(first, 16) < 0 || isFraction(text, from)) {
      return -1;
    }
    int to = from;
    int dots = 0;
    while (to < text.length() && to - from <= MAX_ADDRESS && isAddress(text.charAt(to))) {
      dots += text.charAt(to) == '.' ? 1 : 0;
      to++;
    }
    if (!endsAt(text, to)) {
      return -1;
    }
    // The end of a sentence, or the port of an IPv4 address.
    while (to > from + 2 && (text.charAt(to - 1) == '.' || isSingleColon(text, to - 1))) {
      dots -= text.charAt(--to) == '.' ? 1 : 0;
    }
    int colon = text.indexOf(':', from);
    if (dots == 3 && (colon < 0 || colon >= to || text.indexOf(':', colon + 1) != colon + 1)) {
      int stop = colon < 0 || colon > to ? to : colon;
      if (isIpv4(text, from, stop)) {
        return stop;
      }
    }
    return isIpv6(text, from, to) ? to : -1;
  }

  private static boolean isAddress(char c) {
    return c < 128 && Character.digit(c, 16) >= 0 || c == ':' || c == '.';
  }

  private static boolean isSingleColon(String text, int at) {
    return text.charAt(at) == ':' && text.charAt(at - 1) != ':';
  }

  private static boolean isIpv4(String text, int from, int to) {
    int octets = 0;
    int start = from;
    for (int at = from; at <= to; at++) {
      if (at == to || text.charAt(at) == '.') {
        int length = at - start;
        boolean number =
            length > 0
                && length < 4
                && SourcePosition.number("1" + text.substring(start, at), 0, length + 1) > 0;
        if (!number || SourcePosition.number(text, start, at) > 255) {
          return false;
        }
        octets++;
        start = at + 1;
      }
    }
    return octets == 4;
  }

  /** At most eight groups of at most four digits, with one gap, or eight without. RFC 4291, 2.2. */
  private static boolean isIpv6(String text, int from, int to) {
    int last = text.lastIndexOf(':', to - 1);
    if (last < from) {
      return false;
    }
    boolean mapped = isIpv4(text, last + 1, to);
    int groups = mapped ? 2 : 0;
    int digits = 0;
    boolean gap = false;
    boolean number = mapped;
    for (int at = from; at <= (mapped ? last : to - 1); at++) {
      char c = text.charAt(at);
      if (c != ':') {
        number |= SourcePosition.isDigit(c);
        digits++;
        groups += digits == 1 ? 1 : 0;
        if (digits > 4 || c == '.') {
          return false;
        }
      } else {
        boolean doubled = at > from && text.charAt(at - 1) == ':';
        if (doubled && gap) {
          return false;
        }
        gap |= doubled;
        digits = 0;
      }
    }
    // Names such as a::b are no addresses.
    return number && (gap ? groups < 8 : groups == 8);
  }
}
