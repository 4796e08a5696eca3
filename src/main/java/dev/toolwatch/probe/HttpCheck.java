package dev.toolwatch.probe;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Sends a request that the settings describe, and compares the answer with what they expect. */
final class HttpCheck implements TokenCheck {
  private static final int MAX_REDIRECTS = 5;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  private final HttpCaller caller;
  private final HttpCall call;
  private final boolean follows;
  private final Expectation expectation;
  private final InstantSource clock;

  /**
   * @param call without the token
   * @param follows whether redirects to the same origin are followed
   */
  HttpCheck(
      HttpCaller caller,
      HttpCall call,
      boolean follows,
      Expectation expectation,
      InstantSource clock) {
    this.caller = caller;
    this.call = call;
    this.follows = follows;
    this.expectation = expectation;
    this.clock = clock;
  }

  @Override
  public Reading run(Optional<String> token, Steps steps)
      throws CheckFailure, InterruptedException {
    HttpCall next = withToken(token);
    for (int i = 0; i <= MAX_REDIRECTS; i++) {
      try (HttpExchange answer = caller.send(next, steps)) {
        if (!follows || !REDIRECTS.contains(answer.status())) {
          return expectation.compare(answer, steps, clock);
        }
        next = redirected(next, answer, steps.said());
      }
    }
    throw new CheckFailure(Verdict.DOWN, "redirects more than " + MAX_REDIRECTS + " times");
  }

  private HttpCall withToken(Optional<String> token) throws CheckFailure {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(call.headers());
    if (token.isPresent()) {
      headers.putIfAbsent("Authorization", "Bearer " + Headers.value(token.get()));
    }
    return new HttpCall(call.method(), call.uri(), headers, call.body());
  }

  /** RFC 9110, 15.4: after a 303 the method is GET, and by custom also when a POST gets 301 or 302. */
  private static HttpCall redirected(HttpCall call, HttpExchange answer, Said said)
      throws CheckFailure {
    String location = answer.header("Location");
    if (location == null) {
      throw new CheckFailure(
          Verdict.DOWN, "HTTP " + answer.status() + " redirects without saying where to");
    }
    URI to;
    try {
      to = base(call.uri()).resolve(new URI(location));
    } catch (URISyntaxException e) {
      throw new CheckFailure(Verdict.DOWN, "redirects to what is not a URL");
    }
    if (!HttpCaller.isSameOrigin(call.uri(), to)) {
      throw new CheckFailure(
          Verdict.DOWN,
          "redirects to another origin, " + origin(to, said) + ", which is not followed");
    }
    boolean get =
        answer.status() == 303 && !call.method().equals("HEAD")
            || answer.status() <= 302 && call.method().equals("POST");
    return new HttpCall(get ? "GET" : call.method(), to, call.headers(), get ? null : call.body());
  }

  /** URI resolves relative references only against what has a path. */
  private static URI base(URI uri) {
    return uri.getRawPath().isEmpty() ? uri.resolve("/") : uri;
  }

  private static String origin(URI uri, Said said) {
    String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
    return uri.getHost() == null
        ? "without a host"
        : said.brief(uri.getScheme() + "://" + uri.getHost()) + port;
  }
}
