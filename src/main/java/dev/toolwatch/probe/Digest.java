package dev.toolwatch.probe;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;

/**
 * Digests that tell whether two texts are the same: the first 128 bits of SHA-256, in 22 characters.
 * Whoever wants two definitions of a tool to look alike has to try 2^64 of them. Pure functions.
 */
final class Digest {
  private static final int BYTES = 16;

  /** One form of each value: sorted keys, no spaces, and escapes for all that is not ASCII. */
  private static final JsonMapper CANONICAL =
      JsonMapper.builder()
          .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
          .enable(JsonNodeFeature.WRITE_PROPERTIES_SORTED)
          .build();

  private Digest() {}

  static String of(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(digest, BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  /** The digest of a value, whatever the order of its keys; empty if there is none. */
  static String of(JsonNode value) {
    return value.isMissingNode() ? "" : of(canonical(value).getBytes(US_ASCII));
  }

  private static String canonical(JsonNode value) {
    try {
      return CANONICAL.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
