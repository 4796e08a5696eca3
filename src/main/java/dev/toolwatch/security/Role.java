package dev.toolwatch.security;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a token may do. */
public enum Role {
  /** Send OTLP. */
  INGEST,
  /** Read metrics. */
  SCRAPE,
  /** Read the API, the console and the API's description. */
  READ,
  /** Post alerts. */
  ALERT,
  /** Do everything, including all changes that the API allows. */
  ADMIN;

  /** The name in settings and files. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether one of these roles includes this one. */
  boolean isGrantedBy(Set<Role> roles) {
    return roles.contains(this) || roles.contains(ADMIN);
  }

  static Role of(String label) {
    return Arrays.stream(values())
        .filter(role -> role.label().equals(label.strip()))
        .findFirst()
        .orElseThrow(
            () ->
                new InvalidTokenException(
                    "unknown role \"" + label + "\": the roles are " + labels()));
  }

  private static String labels() {
    return Arrays.stream(values()).map(Role::label).collect(Collectors.joining(", "));
  }
}
