package dev.toolwatch.probe;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.IOException;

/** Reads JSON that is not trusted: its depth and its number of values are limited. */
final class Json {
  /** Each takes up to a hundred bytes, of which a body of 1 MB can hold half a million. */
  static final int MAX_TOKENS = 100_000;

  private static final ObjectReader READER =
      new ObjectMapper(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxTokenCount(MAX_TOKENS).build())
                  .build())
          .readerFor(JsonNode.class)
          .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private Json() {}

  /**
   * The value that a body holds.
   *
   * @throws CheckFailure if it is not JSON, as the page of a proxy is not
   */
  static JsonNode parse(byte[] body) throws CheckFailure {
    try {
      JsonNode value = READER.readValue(body);
      if (value != null && !value.isMissingNode()) {
        return value;
      }
    } catch (StreamConstraintsException e) {
      throw new CheckFailure(Verdict.DOWN, "the answer is JSON with too many values, or too deep");
    } catch (JacksonException e) {
      throw notJson();
    } catch (IOException e) {
      throw new IllegalStateException(e); // from bytes in memory
    }
    throw notJson();
  }

  private static CheckFailure notJson() {
    return new CheckFailure(Verdict.DOWN, "the answer is not JSON");
  }
}
