package dev.toolwatch.report;

import dev.toolwatch.forward.HttpAnswer;
import dev.toolwatch.forward.SendResult;
import dev.toolwatch.signal.SteadyClock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;

/** What a target's answers mean for messages, and until when it has asked for silence. Thread-safe. */
final class AnswerMeanings {
  /** A target may fail because of the message itself: after so many failures it is given up. */
  static final int MOST_FAILURES = 8;

  /**
   * What a 429 without a number means: Rollbar's limits are by the minute, and Sentry says so
   * (develop.sentry.dev, "Rate Limiting").
   */
  static final long DEFAULT_PAUSE_MILLIS = 60_000;

  private static final String HIDDEN = "[secret]";

  private final String secret;
  private final SteadyClock clock;
  private final RateLimitPause pause;
  private final AtomicInteger failures = new AtomicInteger();

  /**
   * @param secret is not to be in any reason
   */
  AnswerMeanings(String secret, SteadyClock clock) {
    this.secret = secret;
    this.clock = clock;
    pause = new RateLimitPause(clock);
  }

  /** How long the target is to be sent nothing, in milliseconds; 0 if it may be. */
  long pauseMillis() {
    return pause.leftMillis();
  }

  /**
   * What an answer means.
   *
   * @param askedMillis the silence that the target asks for in a way of its own; 0 for none
   */
  SendResult of(HttpAnswer answer, long askedMillis) {
    Instant now = clock.instant();
    if (answer.status() == 429) {
      long retryAfter = answer.retryAfterMillis(now);
      long millis =
          askedMillis > 0 ? askedMillis : retryAfter > 0 ? retryAfter : DEFAULT_PAUSE_MILLIS;
      pause.ask(millis);
      return new SendResult.Retry(millis, told(answer));
    }
    pause.ask(askedMillis);
    if (answer.isSuccess()) {
      failures.set(0);
      return new SendResult.Delivered(0, "");
    }
    return switch (answer.status()) {
      case 408, 502, 503, 504 -> new SendResult.Retry(answer.retryAfterMillis(now), told(answer));
      default -> answer.status() >= 500 ? failed(answer) : new SendResult.Refused(told(answer));
    };
  }

  private SendResult failed(HttpAnswer answer) {
    if (failures.incrementAndGet() < MOST_FAILURES) {
      return new SendResult.Retry(0, told(answer));
    }
    failures.set(0);
    return new SendResult.Refused(told(answer) + ", " + MOST_FAILURES + " times");
  }

  private String told(HttpAnswer answer) {
    return answer.told().replace(secret, HIDDEN);
  }
}
