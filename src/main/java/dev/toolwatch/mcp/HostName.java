package dev.toolwatch.mcp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.toolwatch.wire.Text;

/** Finds the host in a URL, or in a host with a port. Stateless. */
final class HostName {
  private static final byte[] SCHEME_END = "://".getBytes(US_ASCII);
  private static final byte[] AUTHORITY_ENDS = "/?#".getBytes(US_ASCII);

  private HostName() {}

  /**
   * Sets a text to the host of an absolute URL (RFC 3986, section 3.2): without user, password and
   * port. An IPv6 address keeps its brackets. The text is empty if this is not such a URL.
   */
  static void ofUrl(Text url, Text into) {
    into.clear();
    int colon = url.indexOf(SCHEME_END[0], 0);
    int start = colon + SCHEME_END.length;
    if (colon <= 0 || start >= url.length()) {
      return;
    }
    for (int i = 1; i < SCHEME_END.length; i++) {
      if (url.at(colon + i) != SCHEME_END[i]) {
        return;
      }
    }
    int end = url.length();
    for (byte separator : AUTHORITY_ENDS) {
      int at = url.indexOf(separator, start);
      end = at >= 0 && at < end ? at : end;
    }
    withoutPort(url, Math.max(start, url.lastIndexOf((byte) '@', end) + 1), end, into);
  }

  /** Sets a text to the host of an authority such as {@code example.com:8080}. */
  static void ofAuthority(Text authority, Text into) {
    into.clear();
    withoutPort(authority, 0, authority.length(), into);
  }

  private static void withoutPort(Text text, int start, int end, Text into) {
    int from = start < end && text.at(start) == '[' ? text.indexOf((byte) ']', start) : start;
    int port = from < 0 ? -1 : text.indexOf((byte) ':', from);
    into.setPart(text, start, (port >= 0 && port < end ? port : end) - start);
  }
}
