package dev.toolwatch.probe;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** What statuses of HTTP mean for whoever has a token. Pure functions. */
final class HttpVerdicts {
  /** When a limit is lifted: GitHub, GitLab, Jira; Linear. */
  private static final List<String> RESETS =
      List.of("X-RateLimit-Reset", "RateLimit-Reset", "X-RateLimit-Requests-Reset");

  private static final List<String> REMAINING =
      List.of("X-RateLimit-Remaining", "RateLimit-Remaining");

  /** Numbers below are seconds from now, above seconds since 1970, and far above milliseconds. */
  private static final long EPOCH_SECONDS = 1_000_000_000L;

  private static final long EPOCH_MILLIS = 100_000_000_000L;

  private HttpVerdicts() {}

  /** The failure that a status other than 2xx is. */
  static CheckFailure of(HttpExchange answer, InstantSource clock) {
    int status = answer.status();
    if (status == 429 || status == 403 && isLimited(answer)) {
      return rateLimited("HTTP " + status, answer, clock);
    }
    return switch (status) {
      case 401 -> new CheckFailure(Verdict.REFUSED, "HTTP 401: the token is missing or not valid");
      case 403 -> // Chroma's server in Python has no 401
          new CheckFailure(
              Verdict.REFUSED, "HTTP 403: the token is not valid, or lacks a permission");
      default -> new CheckFailure(Verdict.DOWN, "HTTP " + status);
    };
  }

  /**
   * Whether a 403 is a limit (docs.github.com, "Rate limits for the REST API": no requests remain, or
   * a secondary limit says when to come again).
   */
  private static boolean isLimited(HttpExchange answer) {
    return answer.header("Retry-After") != null
        || REMAINING.stream().anyMatch(name -> "0".equals(answer.header(name)));
  }

  /**
   * The failure that a limit is, with the time from which on there is more.
   *
   * @param reason what the service said
   */
  static CheckFailure rateLimited(String reason, HttpExchange answer, InstantSource clock) {
    String when = "";
    String after = answer.header("Retry-After");
    if (after != null) {
      when = time(after, clock);
    }
    for (String name : RESETS) {
      String reset = answer.header(name);
      if (when.isEmpty() && reset != null) {
        when = time(reset, clock);
      }
    }
    return new CheckFailure(Verdict.RATE_LIMITED, reason + ": too many requests" + when);
  }

  /** A point in time that a header tells, as the end of a sentence; empty if it cannot be read. */
  private static String time(String header, InstantSource clock) {
    String text = header.strip();
    try {
      if (text.matches("\\d{1,15}(\\.\\d{1,9})?")) {
        long number = Long.parseLong(text.split("\\.", 2)[0]);
        if (number < EPOCH_SECONDS) {
          return ", again in " + number + " s";
        }
        return until(
            number < EPOCH_MILLIS ? Instant.ofEpochSecond(number) : Instant.ofEpochMilli(number),
            clock);
      }
      return until(
          text.contains(",")
              ? ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant()
              : OffsetDateTime.parse(text).toInstant(),
          clock);
    } catch (DateTimeException e) {
      return "";
    }
  }

  /** A time that is over says nothing. */
  private static String until(Instant time, InstantSource clock) {
    return Duration.between(clock.instant(), time).isNegative()
        ? ""
        : ", again from " + time + " on";
  }
}
