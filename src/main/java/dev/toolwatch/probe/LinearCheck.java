package dev.toolwatch.probe;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Asks Linear who the token is. Its errors are those of GraphQL, whose codes count more than the
 * status (linear.app/developers, "Getting started" and "Rate limiting": a limit is a 400).
 */
final class LinearCheck implements TokenCheck {
  private static final byte[] QUERY = "{\"query\":\"{ viewer { id } }\"}".getBytes(UTF_8);
  private static final String OAUTH_PREFIX = "lin_oauth_";

  private final HttpCaller caller;
  private final URI endpoint;
  private final Map<String, String> headers;
  private final InstantSource clock;

  LinearCheck(HttpCaller caller, URI endpoint, Map<String, String> headers, InstantSource clock) {
    this.caller = caller;
    this.endpoint = endpoint;
    this.headers = headers;
    this.clock = clock;
  }

  @Override
  public Reading run(Optional<String> token, Steps steps)
      throws CheckFailure, InterruptedException {
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    all.put("Content-Type", "application/json");
    if (token.isPresent()) {
      String value = Headers.value(token.get());
      // A key goes as it is, a token of OAuth as a bearer token.
      all.put("Authorization", value.startsWith(OAUTH_PREFIX) ? "Bearer " + value : value);
    }
    all.putAll(headers);
    try (HttpExchange answer = caller.send(new HttpCall("POST", endpoint, all, QUERY), steps)) {
      byte[] body = answer.body();
      boolean isSuccess = answer.status() >= 200 && answer.status() < 300;
      if (!isSuccess && answer.status() != 400) {
        throw HttpVerdicts.of(answer, clock);
      }
      JsonNode root = Json.parse(body);
      JsonNode error = root.at("/errors/0");
      if (!error.isMissingNode()) {
        throw failure(error, answer, steps.said());
      }
      if (!isSuccess) {
        throw HttpVerdicts.of(answer, clock);
      }
      if (root.at("/data/viewer/id").asText().isEmpty()) {
        throw new CheckFailure(Verdict.DOWN, "the answer is not that of Linear");
      }
      steps.done("expectation", "as expected");
      return Reading.of("the token is valid");
    }
  }

  private CheckFailure failure(JsonNode error, HttpExchange answer, Said said) {
    String code = error.at("/extensions/code").asText();
    return switch (code) {
      case "AUTHENTICATION_ERROR" ->
          new CheckFailure(Verdict.REFUSED, code + ": the token is missing or not valid");
      case "FORBIDDEN" ->
          new CheckFailure(Verdict.REFUSED, code + ": the token lacks a permission");
      case "RATELIMITED" -> HttpVerdicts.rateLimited(code, answer, clock);
      default ->
          new CheckFailure(
              Verdict.DOWN,
              "GraphQL error " + said.brief(code.isEmpty() ? "without a code" : code));
    };
  }
}
