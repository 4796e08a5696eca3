package dev.toolwatch.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Which traces to find: one span has to have all of it, but for the times, which are those of the
 * trace's start.
 *
 * @param service that sent the span and whose trace it is
 * @param operation the span's name; null for any
 * @param tags values as text by key
 * @param fromMillis since the Unix epoch
 * @param toMillis exclusive
 * @param minNanos the span's least duration
 * @param maxNanos the span's greatest duration
 * @param limit the maximum number of traces
 */
record JaegerQuery(
    String service,
    String operation,
    Map<String, String> tags,
    long fromMillis,
    long toMillis,
    long minNanos,
    long maxNanos,
    int limit) {
  /** As Jaeger's user interface offers. */
  static final int MAX_LIMIT = 1_500;

  private static final int DEFAULT_LIMIT = 100;

  /** As Jaeger's own default. */
  private static final Duration LOOKBACK = Duration.ofDays(2);

  private static final int MAX_TAGS = 100;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads the parameters of a search. Those that it does not know are ignored, as Jaeger does. */
  static JaegerQuery of(MultivaluedMap<String, String> given, Instant now) {
    String service = text(given, "service");
    if (service == null) {
      throw refused("parameter 'service' is required");
    }
    long least = parsed(given, "minDuration", 0L, DurationExpression::withUnit);
    long most = parsed(given, "maxDuration", 0L, DurationExpression::withUnit);
    if (least > 0 && most > 0 && most < least) {
      throw refused("'maxDuration' should be greater than 'minDuration'");
    }
    int limit = parsed(given, "limit", DEFAULT_LIMIT, JaegerQuery::limit);
    long nowMicros = ChronoUnit.MICROS.between(Instant.EPOCH, now);
    long start =
        parsed(given, "start", nowMicros - LOOKBACK.toSeconds() * 1_000_000, JaegerQuery::whole);
    long end = parsed(given, "end", nowMicros, JaegerQuery::whole);
    return new JaegerQuery(
        service,
        text(given, "operation"),
        tags(given),
        Math.floorDiv(start, 1_000),
        Math.floorDiv(end, 1_000) + 1,
        least,
        most == 0 ? Long.MAX_VALUE : most,
        limit);
  }

  /** The value of a parameter; null if it is missing or empty. */
  static String text(MultivaluedMap<String, String> given, String name) {
    String value = given.getFirst(name);
    if (value == null || value.isEmpty()) {
      return null;
    }
    if (value.length() > Parameters.MAX_LENGTH || Parameters.hasControlCharacters(value)) {
      throw refused(
          "parameter '"
              + name
              + "' has control characters or more than "
              + Parameters.MAX_LENGTH
              + " characters");
    }
    return value;
  }

  /** Whether a span has to be looked at: the trace alone does not tell. */
  boolean asksForSpans() {
    return operation != null || !tags.isEmpty() || minNanos > 0 || maxNanos < Long.MAX_VALUE;
  }

  private static <T> T parsed(
      MultivaluedMap<String, String> given, String name, T otherwise, Function<String, T> parser) {
    String value = text(given, name);
    if (value == null) {
      return otherwise;
    }
    try {
      return parser.apply(value);
    } catch (IllegalArgumentException e) {
      String why = e instanceof NumberFormatException ? "is not a whole number" : e.getMessage();
      throw refused("unable to parse param '" + name + "': it " + why);
    }
  }

  /** Microseconds since the Unix epoch, near enough that nanoseconds have room in a long. */
  private static long whole(String text) {
    long micros = Long.parseLong(text);
    long most = Long.MAX_VALUE / 1_000;
    return Math.max(-most, Math.min(most, micros));
  }

  private static int limit(String text) {
    int limit = Integer.parseInt(text);
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("is not a number from 1 to " + MAX_LIMIT);
    }
    return limit;
  }

  /** {@code tags} is a JSON object of texts, {@code tag} is key:value. */
  private static Map<String, String> tags(MultivaluedMap<String, String> given) {
    Map<String, String> tags = new HashMap<>();
    for (String tag : given.getOrDefault("tag", List.of())) {
      int colon = tag.indexOf(':');
      if (colon < 0) {
        throw refused("malformed 'tag' parameter, expecting key:value");
      }
      tags.put(tag.substring(0, colon), tag.substring(colon + 1));
    }
    for (String object : given.getOrDefault("tags", List.of())) {
      if (!object.isEmpty()) {
        tags.putAll(tags(object));
      }
    }
    if (tags.size() > MAX_TAGS) {
      throw refused("there are more than " + MAX_TAGS + " tags");
    }
    return tags;
  }

  private static Map<String, String> tags(String object) {
    Map<String, String> tags = new HashMap<>();
    try {
      JsonNode read = JSON.readTree(object);
      boolean texts = read != null && read.isObject();
      for (JsonNode value : texts ? read : JSON.createArrayNode()) {
        texts &= value.isTextual();
      }
      if (!texts) {
        throw refused("malformed 'tags' parameter: it is not a JSON object of strings");
      }
      read.properties().forEach(tag -> tags.put(tag.getKey(), tag.getValue().textValue()));
      return tags;
    } catch (JsonProcessingException e) {
      throw refused("malformed 'tags' parameter: it is not JSON");
    }
  }

  /** What a request that is wrong is answered with. */
  static JaegerException refused(String message) {
    return new JaegerException(Response.Status.BAD_REQUEST, message);
  }
}
