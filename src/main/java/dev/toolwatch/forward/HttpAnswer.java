package dev.toolwatch.forward;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.function.UnaryOperator;

/**
 * An answer to an HTTP request. It is not trusted: what cannot be read is as if it was not there.
 *
 * @param body its first bytes, at most {@link #MAX_BYTES}; must not be changed
 * @param headers the value of a header by its name, null if there is none
 */
public record HttpAnswer(int status, byte[] body, UnaryOperator<String> headers) {
  /** The bytes of an answer that are read. The rest is not even received. */
  static final int MAX_BYTES = 64 * 1024;

  private static final int MAX_MESSAGE = 300;

  /** Whether the request was successful. */
  public boolean isSuccess() {
    return status >= 200 && status < 300;
  }

  /** The value of a header, null if there is none. */
  public String header(String name) {
    return headers.apply(name);
  }

  /** The status and the beginning of the body, for a log line. */
  public String told() {
    String message = plain(new String(body, 0, Math.min(body.length, 4 * MAX_MESSAGE), UTF_8));
    return "HTTP " + status + (message.isEmpty() ? "" : ": " + message);
  }

  /** How long the header Retry-After asks to wait, in milliseconds; 0 if it does not. */
  public long retryAfterMillis(Instant now) {
    return retryAfterMillis(header("Retry-After"), now);
  }

  /** Retry-After is seconds or a date (RFC 9110, 10.2.3). */
  static long retryAfterMillis(String header, Instant now) {
    if (header == null) {
      return 0;
    }
    String text = header.strip();
    try {
      if (text.matches("\\d{1,9}")) {
        return Long.parseLong(text) * 1000;
      }
      Instant at = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
      return Math.max(0, at.toEpochMilli() - now.toEpochMilli());
    } catch (DateTimeException e) {
      return 0;
    }
  }

  /** A text of the other side as part of a log line. */
  static String plain(String text) {
    String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
    return line.length() > MAX_MESSAGE ? line.substring(0, MAX_MESSAGE) + "…" : line;
  }
}
