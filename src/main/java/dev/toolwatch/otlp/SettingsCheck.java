package dev.toolwatch.otlp;

import io.quarkus.runtime.configuration.ConfigurationException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** Checks the receiver's settings and names the ones that are wrong. Pure functions. */
final class SettingsCheck {
  private static final String PREFIX = "toolwatch.otlp.";
  private static final String HTTP_PORT = PREFIX + "http-port";
  private static final String GRPC_PORT = PREFIX + "grpc-port";

  private static final int MAX_PORT = 65_535;
  private static final int MAX_EVENT_LOOPS = 1024;

  private SettingsCheck() {}

  /**
   * Checks each setting, and the settings that depend on each other.
   *
   * @throws ConfigurationException for the first invalid setting
   */
  static void check(OtlpSettings settings) {
    range(HTTP_PORT, settings.httpPort(), 0, MAX_PORT);
    range(GRPC_PORT, settings.grpcPort(), 0, MAX_PORT);
    range(PREFIX + "event-loops", settings.eventLoops(), 0, MAX_EVENT_LOOPS);
    long requestSize = settings.maxRequestSize().asLongValue();
    range(PREFIX + "max-request-size", requestSize, 1, Long.MAX_VALUE);
    range(PREFIX + "max-request-spans", settings.maxRequestSpans(), 1, Integer.MAX_VALUE);
    range(PREFIX + "max-connections", settings.maxConnections(), 1, Integer.MAX_VALUE);
    if (settings.maxInFlight().asLongValue() < requestSize) {
      // A request of a size between the two would be told to retry for ever.
      throw new ConfigurationException(
          "%smax-in-flight must be at least %smax-request-size, %d bytes: %d"
              .formatted(PREFIX, PREFIX, requestSize, settings.maxInFlight().asLongValue()));
    }
    positive(PREFIX + "request-timeout", settings.requestTimeout());
    positive(PREFIX + "idle-timeout", settings.idleTimeout());
    if (settings.drainTimeout().isNegative()) {
      throw new ConfigurationException(
          PREFIX + "drain-timeout must not be negative: " + settings.drainTimeout());
    }
  }

  /**
   * Checks that no two servers use the same port. Vert.x would let both servers listen on it and
   * give each of them every other connection.
   *
   * @param others the ports of other servers in this process, by the names of their settings
   * @throws ConfigurationException for the first port that is used twice
   */
  static void checkPorts(OtlpSettings settings, Map<String, Integer> others) {
    Map<String, Integer> all = new LinkedHashMap<>(others);
    all.put(HTTP_PORT, settings.httpPort());
    all.put(GRPC_PORT, settings.grpcPort());
    Map<Integer, String> taken = new HashMap<>();
    all.forEach(
        (setting, port) -> {
          String other = port == 0 ? null : taken.put(port, setting);
          if (other != null) {
            throw new ConfigurationException(
                "%s and %s use the same port, %d".formatted(other, setting, port));
          }
        });
  }

  private static void range(String setting, long value, long least, long most) {
    if (value < least || value > most) {
      throw new ConfigurationException(
          most >= Integer.MAX_VALUE
              ? "%s must be at least %d: %d".formatted(setting, least, value)
              : "%s must be from %d to %d: %d".formatted(setting, least, most, value));
    }
  }

  private static void positive(String setting, Duration value) {
    if (value.isZero() || value.isNegative()) {
      throw new ConfigurationException(setting + " must be positive: " + value);
    }
  }
}
