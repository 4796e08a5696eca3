package dev.toolwatch.report;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Pattern;

/**
 * The DSN of a project of Sentry: {@code https://KEY@HOST/PROJECT}. It is never printed. Immutable.
 *
 * @param text as it was given
 * @param key the public key, which is in every request
 */
record SentryDsn(String text, String key) {
  static final String SETTING = "toolwatch.sentry.dsn";

  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_-]{1,128}");
  private static final Pattern PROJECT = Pattern.compile("(/[A-Za-z0-9._~-]+)*/[0-9]{1,20}/?");
  private static final int MAX_PORT = 65_535;

  /**
   * Reads a DSN.
   *
   * @throws IllegalArgumentException if it is wrong; the message names the setting and not the value
   */
  static SentryDsn of(String given) {
    String text = given.strip();
    URI url = url(text);
    check(
        "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme()),
        "does not begin with https://");
    check(url.getHost() != null && url.getPort() != 0 && url.getPort() <= MAX_PORT, "has no host");
    String user = url.getRawUserInfo() == null ? "" : url.getRawUserInfo();
    String key = user.contains(":") ? user.substring(0, user.indexOf(':')) : user;
    check(KEY.matcher(key).matches(), "has no key in front of the @");
    check(
        PROJECT.matcher(url.getRawPath()).matches()
            && url.getRawQuery() == null
            && url.getRawFragment() == null,
        "does not end with the number of a project");
    return new SentryDsn(text, key);
  }

  private static URI url(String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw wrong("is not a URL"); // without the cause, whose message has the DSN
    }
  }

  private static void check(boolean right, String problem) {
    if (!right) {
      throw wrong(problem);
    }
  }

  private static IllegalArgumentException wrong(String problem) {
    return new IllegalArgumentException(
        "%s %s: it must be a DSN such as https://KEY@o1.ingest.sentry.io/42, as Sentry shows it in the settings of the project"
            .formatted(SETTING, problem));
  }

  @Override
  public String toString() {
    return "a DSN";
  }
}
