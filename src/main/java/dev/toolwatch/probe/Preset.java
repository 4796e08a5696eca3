package dev.toolwatch.probe;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * What a service is asked with GET, and what its answer means: the cheapest call that changes nothing
 * and proves that the service, the token and its permission are good.
 *
 * @param path below the service's URL
 * @param authorization what proves who asks
 * @param meaning what the answer means
 */
record Preset(Path path, Authorization authorization, Meaning meaning) {
  /** Where to ask. */
  @FunctionalInterface
  interface Path {
    String of(URI service, boolean hasUser, boolean hasToken);
  }

  /** The headers for a token. */
  @FunctionalInterface
  interface Authorization {
    Map<String, String> of(Optional<String> user, String token);
  }

  /** What was found, in a few words; those of the service are not yet cut. */
  @FunctionalInterface
  interface Meaning {
    String of(JsonNode answer) throws CheckFailure;
  }
}
