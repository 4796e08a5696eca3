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
  /** Ask the API, see the console and the API's description. */
  READ,
  /** Tell of alerts. */
  ALERT,
  /** Everything, and change what the API lets be changed. */
  ADMIN;

  /** As in settings and files. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether one of these is enough for what needs this role. */
  boolean isGrantedBy(Set<Role> roles) {
    return roles.contains(this) || roles.contains(ADMIN);
  }

  static Role of(String label) {
    return Arrays.stream(values())
        .filter(role -> role.label().equals(label.strip()))
        .findFirst()
        .orElseThrow(
            () -> new InvalidTokenException("no role \"" + label + "\": there are " + labels()));
  }

  private static String labels() {
    return Arrays.stream(values()).map(Role::label).collect(Collectors.joining(", "));
  }
}
