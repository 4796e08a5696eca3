package dev.toolwatch.api;

import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/** The address of a trace in Jaeger, Tempo or the like, for whoever shows traces. Immutable. */
@Singleton
final class TraceLink {
  /** What stands for the id of the trace. */
  static final String PLACE = "{trace_id}";

  private static final String NO_START =
      "Toolwatch does not start: toolwatch.console.trace-link (TOOLWATCH_CONSOLE_TRACE_LINK) ";

  private final Optional<String> address;

  TraceLink(TraceLinkSettings settings) {
    address = settings.traceLink();
  }

  /** Runs before anything else starts. */
  void onStart(@Observes @Priority(0) StartupEvent event) {
    address.ifPresent(TraceLink::check);
  }

  /**
   * Checks an address.
   *
   * @throws ConfigurationException if it is wrong; the message does not have the address, which may
   *     hold a password
   */
  static void check(String address) {
    URI url;
    try {
      url = new URI(address.replace(PLACE, "0".repeat(TraceId.DIGITS)));
    } catch (URISyntaxException e) {
      throw refused("is not a URL; what is not " + PLACE + " has to be percent-encoded");
    }
    String scheme = url.getScheme() == null ? "" : url.getScheme();
    if (!scheme.equalsIgnoreCase("http") && !scheme.equalsIgnoreCase("https")) {
      throw refused("must begin with http:// or https://");
    }
    if (url.getHost() == null || url.getRawUserInfo() != null) {
      throw refused("must have a host, without a user and a password");
    }
    int end = address.indexOf(url.getRawAuthority()) + url.getRawAuthority().length();
    if (address.indexOf(PLACE) < end) {
      throw refused(
          "must have " + PLACE + " after its host, such as https://jaeger/trace/" + PLACE);
    }
  }

  private static ConfigurationException refused(String reason) {
    return new ConfigurationException(NO_START + reason);
  }

  /** The address with {@link #PLACE}; null if there is none. */
  String address() {
    return address.orElse(null);
  }
}
