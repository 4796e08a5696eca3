package dev.toolwatch.report;

import dev.toolwatch.forward.HttpAnswer;
import dev.toolwatch.forward.Mailbox;
import dev.toolwatch.forward.SendResult;
import dev.toolwatch.signal.SteadyClock;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.regex.Pattern;

/** Rollbar's endpoint for items. Obeys its rate limits. Thread-safe. */
final class RollbarMailbox implements Mailbox {
  static final String TOKEN = "toolwatch.rollbar.token";
  static final String ENDPOINT = "toolwatch.rollbar.endpoint";

  private static final Pattern VALID_TOKEN = Pattern.compile("[A-Za-z0-9_.-]{8,512}");
  private static final int MAX_PORT = 65_535;

  private final URI url;
  private final Map<String, String> headers;
  private final AnswerMeanings meanings;

  /**
   * @throws IllegalArgumentException if the token or the endpoint is wrong; the message names the
   *     setting, but not the token
   */
  RollbarMailbox(String token, String endpoint, SteadyClock clock) {
    if (!VALID_TOKEN.matcher(token).matches()) {
      throw new IllegalArgumentException(
          TOKEN
              + " is not a token: it must be a project access token with the scope"
              + " post_server_item, letters and digits without spaces");
    }
    url = url(endpoint.strip());
    headers = Map.of("X-Rollbar-Access-Token", token, "Content-Type", "application/json");
    meanings = new AnswerMeanings(token, clock);
  }

  private static URI url(String text) {
    String wrong = ENDPOINT + " must be a URL such as https://api.rollbar.com/api/1/item/";
    try {
      URI url = new URI(text);
      boolean http =
          "https".equalsIgnoreCase(url.getScheme()) || "http".equalsIgnoreCase(url.getScheme());
      if (!http
          || url.getHost() == null
          || url.getPort() == 0
          || url.getPort() > MAX_PORT
          || url.getRawPath().isEmpty()
          || url.getRawQuery() != null
          || url.getRawFragment() != null
          || url.getRawUserInfo() != null) {
        throw new IllegalArgumentException(wrong);
      }
      return url;
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(wrong, e);
    }
  }

  @Override
  public String name() {
    return "rollbar";
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
    return false;
  }

  @Override
  public String settings() {
    return TOKEN + " and " + ENDPOINT;
  }

  @Override
  public long pauseMillis() {
    return meanings.pauseMillis();
  }

  @Override
  public SendResult meaning(HttpAnswer answer) {
    // The header is in every answer: how long the current interval still is.
    long left =
        answer.status() == 429 ? seconds(answer.header("X-Rate-Limit-Remaining-Seconds")) : 0;
    return meanings.of(answer, left);
  }

  /** In milliseconds; 0 if it is missing or cannot be read. */
  private static long seconds(String header) {
    return header != null && header.strip().matches("\\d{1,9}")
        ? Long.parseLong(header.strip()) * 1000
        : 0;
  }
}
