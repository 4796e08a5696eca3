package dev.toolwatch.probe;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.regex.Pattern;

/** What may be in headers of HTTP. Pure functions. */
final class Headers {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+^_`|~-]+");
  private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e]*");

  private Headers() {}

  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  static boolean isValue(String text) {
    return VALUE.matcher(text).matches();
  }

  /**
   * A token as it is, if it can be in a header: from a file anything may come.
   *
   * @throws CheckFailure if it cannot; does not tell it
   */
  static String value(String token) throws CheckFailure {
    if (!isValue(token)) {
      throw new CheckFailure(
          Verdict.DOWN, "the token has line breaks or characters that are not in ASCII");
    }
    return token;
  }

  /** The value of {@code Authorization} for a name and a password (RFC 7617). */
  static String basic(String user, String token) {
    return "Basic " + Base64.getEncoder().encodeToString((user + ":" + token).getBytes(UTF_8));
  }
}
