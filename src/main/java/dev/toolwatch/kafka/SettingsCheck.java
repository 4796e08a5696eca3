package dev.toolwatch.kafka;

import java.util.Locale;
import java.util.Set;

/** Checks the settings, and names those that are wrong. Pure functions. */
final class SettingsCheck {
  private static final String PREFIX = "toolwatch.kafka.";
  private static final Set<String> MECHANISMS = Set.of("PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512");

  /** What a broker may send at once, in bytes, at least. */
  static final int LEAST_FETCH = 1 << 20;

  private SettingsCheck() {}

  /**
   * Checks the settings.
   *
   * @throws IllegalArgumentException if they contradict each other; the message names the setting
   */
  static void check(KafkaSettings settings) {
    KafkaSettings.Protocol protocol = settings.securityProtocol();
    check(!settings.group().isBlank(), "group must not be empty");
    check(
        MECHANISMS.contains(settings.saslMechanism()),
        "sasl-mechanism must be PLAIN, SCRAM-SHA-256 or SCRAM-SHA-512");
    boolean password = settings.password().isPresent() || settings.passwordFile().isPresent();
    check(
        settings.password().isEmpty() || settings.passwordFile().isEmpty(),
        "password and .password-file cannot both be set");
    check(
        !protocol.isSasl() || settings.user().isPresent() && password,
        "security-protocol=" + name(protocol) + " needs .user, and .password or .password-file");
    check(
        protocol.isSasl() || settings.user().isEmpty() && !password,
        "user and .password need .security-protocol=sasl_ssl or sasl_plaintext");
    check(
        protocol.isTls() || settings.tlsConfigurationName().isEmpty(),
        "tls-configuration-name needs .security-protocol=ssl or sasl_ssl");
    check(
        settings.maxFetchSize().asLongValue() >= LEAST_FETCH, "max-fetch-size must be at least 1M");
  }

  private static void check(boolean right, String message) {
    if (!right) {
      throw new IllegalArgumentException(PREFIX + message);
    }
  }

  private static String name(KafkaSettings.Protocol protocol) {
    return protocol.name().toLowerCase(Locale.ROOT);
  }
}
