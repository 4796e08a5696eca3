package dev.toolwatch.probe;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the answer to a request must be.
 *
 * @param statuses three characters each, of which {@code x} is any digit
 * @param headers texts that headers must contain, by name
 * @param body found in the body
 * @param json points to a value that must be there
 * @param value the text of that value
 */
record Expectation(
    List<String> statuses,
    Map<String, String> headers,
    Optional<Pattern> body,
    Optional<JsonPointer> json,
    Optional<String> value) {
  /**
   * Compares an answer. Writes down the step {@code expectation}.
   *
   * @throws CheckFailure naming the first thing that is otherwise
   */
  Reading compare(HttpExchange answer, Steps steps, InstantSource clock)
      throws CheckFailure, InterruptedException {
    if (statuses.stream().noneMatch(status -> matches(status, answer.status()))) {
      CheckFailure failure = HttpVerdicts.of(answer, clock);
      throw failure.verdict() == Verdict.DOWN
          ? new CheckFailure(
              Verdict.DOWN, failure.getMessage() + ", expected " + String.join(", ", statuses))
          : failure;
    }
    for (Map.Entry<String, String> header : headers.entrySet()) {
      compareHeader(header.getKey(), header.getValue(), answer);
    }
    if (body.isPresent() || json.isPresent()) {
      byte[] bytes = answer.body();
      if (body.isPresent() && !TimedText.finds(body.get(), new String(bytes, UTF_8), steps)) {
        throw new CheckFailure(Verdict.DOWN, "the body does not match expect.body");
      }
      if (json.isPresent()) {
        compareJson(Json.parse(bytes), steps.said());
      }
    }
    steps.done("expectation", "as expected");
    return Reading.of("HTTP " + answer.status());
  }

  private static boolean matches(String pattern, int status) {
    String digits = Integer.toString(status);
    if (digits.length() != pattern.length()) {
      return false; // any number may come
    }
    for (int i = 0; i < digits.length(); i++) {
      if (pattern.charAt(i) != 'x' && pattern.charAt(i) != digits.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static void compareHeader(String name, String text, HttpExchange answer)
      throws CheckFailure {
    List<String> values = answer.headers(name);
    if (values.isEmpty()) {
      throw new CheckFailure(Verdict.DOWN, "there is no header " + name);
    }
    if (values.stream().noneMatch(value -> value.contains(text))) {
      throw new CheckFailure(Verdict.DOWN, "the header " + name + " is not as expected");
    }
  }

  private void compareJson(JsonNode root, Said said) throws CheckFailure {
    JsonPointer pointer = json.orElseThrow();
    JsonNode found = root.at(pointer);
    if (found.isMissingNode()) {
      throw new CheckFailure(Verdict.DOWN, "there is no " + pointer + " in the JSON");
    }
    if (value.isEmpty()) {
      return;
    }
    String text = found.isValueNode() ? found.asText() : found.toString();
    if (!text.equals(value.get())) {
      throw new CheckFailure(
          Verdict.DOWN, pointer + " is " + said.brief(text) + ", expected " + value.get());
    }
  }
}
