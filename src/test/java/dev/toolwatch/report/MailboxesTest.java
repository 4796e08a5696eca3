package dev.toolwatch.report;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.toolwatch.forward.HttpAnswer;
import dev.toolwatch.forward.Mailbox;
import dev.toolwatch.forward.SendResult;
import dev.toolwatch.testing.SettableTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailboxesTest {
  private static final String KEY = "0123456789abcdef";
  private static final SentryDsn DSN = SentryDsn.of("https://" + KEY + "@o1.ingest.sentry.io/42");

  private final SettableTime time = new SettableTime(Instant.parse("2026-11-27T00:00:00Z"));
  private final Mailbox sentry = new SentryMailbox(DSN, new SentryEnvelopes(DSN, "9.9.9"), time);
  private final Mailbox rollbar =
      new RollbarMailbox(KEY, "https://api.rollbar.com/api/1/item/", time);

  private static HttpAnswer answer(int status, String body, Map<String, String> headers) {
    return new HttpAnswer(status, body.getBytes(UTF_8), headers::get);
  }

  private static HttpAnswer answer(int status, Map<String, String> headers) {
    return answer(status, "", headers);
  }

  @Test
  void sentry_isAskedAsItsDsnSays() {
    assertThat(sentry.url()).hasToString("https://o1.ingest.sentry.io/api/42/envelope/");
    assertThat(sentry.headers().get("X-Sentry-Auth"))
        .startsWith("Sentry sentry_version=7,sentry_client=toolwatch/9.9.9,sentry_key=" + KEY);
    assertThat(sentry.headers()).containsEntry("Content-Type", "application/x-sentry-envelope");
    assertThat(sentry.headers()).containsEntry("User-Agent", "toolwatch/9.9.9");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "60:error:organization | 60000",
        "60::organization | 60000",
        "60 | 60000",
        "2700:default;error;security:organization:quota | 2700000",
        "50:transaction:key, 2700:default;error:organization | 2700000",
        "50:transaction:key | 0",
        "50:errors:key | 0",
        "1.5:error:key | 1500",
        "soon:error:key | 0",
        "-5:error:key | 0",
        "99999999999999:error:key | 0",
        " , :, ;; | 0",
        "60:transaction, 7:error:key , 5::project | 7000",
      })
  void sentryRateLimits_ofErrors(String header, long millis) {
    assertThat(SentryRateLimits.errorMillis(header)).isEqualTo(millis);
  }

  @Test
  void sentryRateLimits_endlessHeader_isAsIfMissing() {
    assertThat(SentryRateLimits.errorMillis("60:error:key,".repeat(10_000))).isZero();
  }

  @Test
  void sentryRateLimits_withASuccess_areObeyedToo() {
    assertThat(sentry.meaning(answer(200, Map.of("X-Sentry-Rate-Limits", "60:error:organization"))))
        .isEqualTo(new SendResult.Delivered(0, ""));
    assertThat(sentry.pauseMillis()).isEqualTo(60_000);
    time.advance(Duration.ofSeconds(59));
    assertThat(sentry.pauseMillis()).isEqualTo(1000);
    time.jump(Duration.ofDays(-1)); // of no clock that is set
    time.advance(Duration.ofSeconds(1));
    assertThat(sentry.pauseMillis()).isZero();
  }

  @Test
  void sentry_429_waitsAsLongAsItSays() {
    Map<String, String> both =
        Map.of("X-Sentry-Rate-Limits", "90:error:organization", "Retry-After", "120");
    assertThat(sentry.meaning(answer(429, both)))
        .isEqualTo(new SendResult.Retry(90_000, "HTTP 429"));
    assertThat(sentry.pauseMillis()).isEqualTo(90_000);
  }

  @Test
  void sentry_429WithRetryAfter_inSecondsOrAsADate() {
    sentry.meaning(answer(429, Map.of("Retry-After", "7")));
    assertThat(sentry.pauseMillis()).isEqualTo(7000);
    sentry.meaning(answer(429, Map.of("Retry-After", "Fri, 27 Nov 2026 00:02:00 GMT")));
    assertThat(sentry.pauseMillis()).isEqualTo(120_000);
  }

  @Test
  void sentry_429WithoutANumber_waitsAMinute() {
    sentry.meaning(answer(429, Map.of()));
    assertThat(sentry.pauseMillis()).isEqualTo(60_000);
  }

  @Test
  void pauseOfYears_isADay() {
    sentry.meaning(answer(429, Map.of("Retry-After", "999999999")));
    assertThat(sentry.pauseMillis()).isEqualTo(Duration.ofDays(1).toMillis());
  }

  @Test
  void rollbar_429_waitsForTheEndOfTheWindow() {
    assertThat(rollbar.meaning(answer(429, Map.of("X-Rate-Limit-Remaining-Seconds", "42"))))
        .isEqualTo(new SendResult.Retry(42_000, "HTTP 429"));
    assertThat(rollbar.pauseMillis()).isEqualTo(42_000);
    time.advance(Duration.ofSeconds(42));
    rollbar.meaning(answer(429, Map.of("Retry-After", "5")));
    assertThat(rollbar.pauseMillis()).isEqualTo(5000);
    time.advance(Duration.ofSeconds(5));
    rollbar.meaning(answer(429, Map.of("X-Rate-Limit-Remaining-Seconds", "-1")));
    assertThat(rollbar.pauseMillis()).isEqualTo(60_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 502, 503, 504})
  void targetThatIsAway_isAskedAgain_howeverOften(int status) {
    for (Mailbox mailbox : new Mailbox[] {sentry, rollbar}) {
      for (int i = 0; i < 100; i++) {
        assertThat(mailbox.meaning(answer(status, Map.of("Retry-After", "3"))))
            .isEqualTo(new SendResult.Retry(3000, "HTTP " + status));
      }
      assertThat(mailbox.pauseMillis()).isZero();
    }
  }

  @Test
  void targetThatFails_isAskedAgain_butNotForEver() {
    for (Mailbox mailbox : new Mailbox[] {sentry, rollbar}) {
      for (int i = 1; i < AnswerMeanings.MOST_FAILURES; i++) {
        assertThat(mailbox.meaning(answer(500, Map.of()))).isInstanceOf(SendResult.Retry.class);
      }
      assertThat(mailbox.meaning(answer(500, Map.of())))
          .isEqualTo(new SendResult.Refused("HTTP 500, 8 times"));
      assertThat(mailbox.meaning(answer(500, Map.of()))).isInstanceOf(SendResult.Retry.class);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {302, 400, 401, 403, 404, 413, 422})
  void refusal_isFinal_andItsReasonHasNoSecret(int status) {
    for (Mailbox mailbox : new Mailbox[] {sentry, rollbar}) {
      assertThat(mailbox.meaning(answer(status, "no\nkey " + KEY + " here", Map.of())))
          .isEqualTo(new SendResult.Refused("HTTP " + status + ": no key [secret] here"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://topsecret@sentry.io/4/x y",
        "topsecret",
        "https://sentry.io/42",
        "https://@sentry.io/42",
        "https://topsecret@/42",
        "https://topsecret@sentry.io",
        "https://topsecret@sentry.io/",
        "https://topsecret@sentry.io/project",
        "https://topsecret@sentry.io/42?x=1",
        "ftp://topsecret@sentry.io/42",
        "https://topsecret@sentry.io:0/42",
        "https://topsecret@sentry.io:70000/42",
      })
  void wrongDsn_isRefused_withoutBeingShown(String dsn) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SentryDsn.of(dsn))
        .withNoCause()
        .withMessageStartingWith("toolwatch.sentry.dsn ")
        .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("topsecret"));
  }

  @ParameterizedTest
  @CsvSource({
    "https://abc@o1.ingest.sentry.io/42, https://o1.ingest.sentry.io/api/42/envelope/",
    "' https://abc:def@sentry.io/42 ', https://sentry.io/api/42/envelope/",
    "http://abc@sentry:9000/path/1, http://sentry:9000/path/api/1/envelope/",
    "https://abc@[::1]:9000/1, https://[::1]:9000/api/1/envelope/",
  })
  void rightDsn_isRead(String given, String url) {
    SentryDsn dsn = SentryDsn.of(given);
    assertThat(dsn.key()).isEqualTo("abc");
    assertThat(dsn).hasToString("a DSN");
    assertThat(new SentryMailbox(dsn, new SentryEnvelopes(dsn, "9.9.9"), time).url())
        .hasToString(url);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "topsecret topsecret", "topsecret/topsecret"})
  void wrongToken_isRefused_withoutBeingShown(String token) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RollbarMailbox(token, "https://api.rollbar.com/api/1/item/", time))
        .withMessageStartingWith("toolwatch.rollbar.token ")
        .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("topsecret"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "api.rollbar.com",
        "ftp://api.rollbar.com/",
        "https://api.rollbar.com",
        "https://a:b@api.rollbar.com/api/1/item/",
        "https://api.rollbar.com/?a=1",
        "a b",
      })
  void wrongEndpoint_isRefused(String endpoint) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new RollbarMailbox(KEY, endpoint, time))
        .withMessageStartingWith("toolwatch.rollbar.endpoint must be a URL");
  }
}
