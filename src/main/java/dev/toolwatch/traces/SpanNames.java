package dev.toolwatch.traces;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Span names of which there are few: what differs from call to call becomes {@code {id}}. That are
 * numbers between slashes, spaces and the like, numbers of {@link #LONG_NUMBER} digits anywhere, dates
 * and addresses, UUIDs, hexadecimal numbers, and long words with digits. What follows a {@code ?} or {@code #} in a path is
 * cut off. Pure functions; the results have at most {@link #MAX_LENGTH} characters and no control
 * characters.
 */
final class SpanNames {
  static final int MAX_LENGTH = 120;

  static final String UNNAMED = "unnamed";

  private static final String ID = "{id}";
  private static final Set<String> METHODS =
      Set.of(
          "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH", "QUERY",
          "HTTP", "_OTHER");

  /** More of a name is not looked at. */
  private static final int MAX_READ = 1024;

  private static final int LONG_NUMBER = 5;
  private static final int LONG_HEX = 8;
  private static final int LONG_WORD = 20;
  private static final int DIGITS_OF_LONG_WORD = 3;

  private static final Pattern CONTROLS = Pattern.compile("\\p{Cntrl}+");

  private static final Pattern UUID =
      Pattern.compile("[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  /** Dates, and at least four numbers in a row, as in addresses. */
  private static final Pattern NUMBERS =
      Pattern.compile(
          "(?<![A-Za-z0-9])(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]++(?:[-.:][0-9]++){3,})(?![A-Za-z0-9])");

  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9]+");
  private static final Pattern DIGITS = Pattern.compile("[0-9]{" + LONG_NUMBER + ",}");
  private static final Pattern SEVERAL_IDS = Pattern.compile("\\{id}(?:[-.:_,T+]\\{id})+");

  /** Beside what begins and ends a name: what a short number is between. */
  private static final String SEPARATORS = "/ :=,;()[]<>'\"&|";

  private SpanNames() {}

  /**
   * The name under which a span counts.
   *
   * @param rawName as it was sent
   * @param dependency what it calls, such as a host; empty if it calls nothing. It follows a name that
   *     is only a method of HTTP
   */
  static String of(String rawName, String dependency) {
    String name = cleaned(rawName);
    if (name.isEmpty()) {
      return UNNAMED;
    }
    if (!dependency.isEmpty() && isMethod(name)) {
      name = name + ' ' + cleaned(dependency);
    }
    String general = generalized(withoutQuery(name));
    if (general.length() <= MAX_LENGTH) {
      return general;
    }
    boolean splits = Character.isHighSurrogate(general.charAt(MAX_LENGTH - 1));
    return general.substring(0, splits ? MAX_LENGTH - 1 : MAX_LENGTH);
  }

  private static String cleaned(String text) {
    String read = text.length() > MAX_READ ? text.substring(0, MAX_READ) : text;
    return CONTROLS.matcher(read).replaceAll(" ").strip();
  }

  /** Whether a name is only a method of HTTP, so that what is called has to follow it. */
  static boolean isMethod(String name) {
    String method = name.startsWith("HTTP ") ? name.substring("HTTP ".length()) : name;
    return METHODS.contains(method.toUpperCase(Locale.ROOT));
  }

  /** A question mark without a path before it is a placeholder of SQL, or just a question. */
  private static String withoutQuery(String name) {
    int path = name.indexOf('/');
    if (path < 0) {
      return name;
    }
    for (int i = path; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '?' || c == '#') {
        return name.substring(0, i).stripTrailing();
      }
    }
    return name;
  }

  private static String generalized(String name) {
    String some = NUMBERS.matcher(UUID.matcher(name).replaceAll(ID)).replaceAll(ID);
    Matcher words = WORD.matcher(some);
    StringBuilder general = new StringBuilder();
    while (words.find()) {
      boolean alone = isSeparator(some, words.start() - 1) && isSeparator(some, words.end());
      words.appendReplacement(general, Matcher.quoteReplacement(word(words.group(), alone)));
    }
    words.appendTail(general);
    return SEVERAL_IDS.matcher(general).replaceAll(ID);
  }

  private static boolean isSeparator(String text, int index) {
    return index < 0 || index >= text.length() || SEPARATORS.indexOf(text.charAt(index)) >= 0;
  }

  private static String word(String word, boolean alone) {
    int digits = (int) word.chars().filter(c -> c >= '0' && c <= '9').count();
    if (digits == 0) {
      return word;
    }
    boolean isNumber = digits == word.length() && alone;
    boolean isHex = word.length() >= LONG_HEX && word.chars().allMatch(SpanNames::isHexDigit);
    boolean isLong = word.length() >= LONG_WORD && digits >= DIGITS_OF_LONG_WORD;
    return isNumber || isHex || isLong ? ID : DIGITS.matcher(word).replaceAll(ID);
  }

  private static boolean isHexDigit(int c) {
    return c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F';
  }
}
