package dev.toolwatch.kafka;

import java.util.Locale;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;

/**
 * Why nothing is read from Kafka.
 *
 * @param kind for programs
 * @param text for people: what to look at, without an end to the sentence
 */
record Trouble(Kind kind, String text) {
  static final Trouble STARTING = new Trouble(Kind.STARTING, "not connected yet");
  static final Trouble STOPPED = new Trouble(Kind.STOPPED, "stopped");
  static final Trouble UNREACHABLE = new Trouble(Kind.UNREACHABLE, "no broker can be reached");
  static final Trouble STORE = new Trouble(Kind.STORE, "the store does not tell where to read on");
  static final Trouble NO_TOPIC =
      new Trouble(Kind.TOPICS, "the brokers have none of the topics of toolwatch.kafka.topics");

  /** What has to be mended. */
  enum Kind {
    STARTING,
    STOPPED,
    /** Nobody answers, or not in Kafka's protocol. */
    UNREACHABLE,
    /** One side does not accept the other's certificate. */
    TLS,
    /** The brokers do not accept the user, the password or the mechanism. */
    AUTHENTICATION,
    /** The user may not read a topic or the group. */
    AUTHORIZATION,
    TOPICS,
    /** A file or an address that the settings name cannot be used. */
    SETTINGS,
    STORE,
    OTHER;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What a failure of the client means. */
  static Trouble of(Throwable failure) {
    String why = innermost(failure);
    if (find(failure, SslAuthenticationException.class)) {
      return new Trouble(Kind.TLS, "no TLS connection to a broker: " + why);
    }
    if (find(failure, AuthenticationException.class)) {
      return new Trouble(Kind.AUTHENTICATION, "a broker refuses the user: " + why);
    }
    if (find(failure, AuthorizationException.class)) {
      return new Trouble(Kind.AUTHORIZATION, "the user has too few rights: " + why);
    }
    if (find(failure, PasswordFileException.class) || find(failure, ConfigException.class)) {
      return new Trouble(Kind.SETTINGS, why);
    }
    return new Trouble(Kind.OTHER, why);
  }

  private static boolean find(Throwable failure, Class<? extends Throwable> type) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (type.isInstance(cause)) {
        return true;
      }
    }
    return false;
  }

  /** The innermost message says what to do, such as which host is unknown. */
  private static String innermost(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null && cause.getCause().getMessage() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
