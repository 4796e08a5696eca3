package dev.toolwatch.report;

import dev.toolwatch.forward.HttpAnswer;
import dev.toolwatch.forward.Mailbox;
import dev.toolwatch.forward.SendResult;
import dev.toolwatch.signal.SteadyClock;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/** Sentry's envelope endpoint. Obeys its rate limits. Thread-safe. */
final class SentryMailbox implements Mailbox {
  private final URI url;
  private final Map<String, String> headers;
  private final AnswerMeanings meanings;

  SentryMailbox(SentryDsn dsn, SentryEnvelopes envelopes, SteadyClock clock) {
    url = URI.create(envelopes.url());
    Map<String, String> all = new LinkedHashMap<>(envelopes.headers());
    all.put("Content-Type", "application/x-sentry-envelope");
    headers = Map.copyOf(all);
    meanings = new AnswerMeanings(dsn.key(), clock);
  }

  @Override
  public String name() {
    return "sentry";
  }

  @Override
  public URI url() {
    return url;
  }

  @Override
  public Map<String, String> headers() {
    return headers;
  }

  @Override
  public boolean gzip() {
    return true;
  }

  @Override
  public String settings() {
    return SentryDsn.SETTING;
  }

  @Override
  public long pauseMillis() {
    return meanings.pauseMillis();
  }

  @Override
  public SendResult meaning(HttpAnswer answer) {
    return meanings.of(answer, SentryRateLimits.errorMillis(answer.header("X-Sentry-Rate-Limits")));
  }
}
