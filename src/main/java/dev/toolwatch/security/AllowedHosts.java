package dev.toolwatch.security;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The host names that the HTTP ports answer to. Without this check, a web page elsewhere could read a
 * Toolwatch on loopback: it makes its own host name resolve to 127.0.0.1 (DNS rebinding), and to the
 * browser both are then one site. An address cannot be rebound, so addresses are always allowed.
 * Immutable.
 */
final class AllowedHosts {
  private static final Pattern IPV4 = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3}){3}");
  private static final Pattern IPV6 = Pattern.compile("\\[?[0-9a-f:.]+(%[^\\]]*)?]?");
  private static final String LOCALHOST = "localhost";

  /** Empty: any name is allowed. */
  private final Optional<Set<String>> names;

  /**
   * The names for a configuration.
   *
   * @param configured the names of the settings; if there are none, only localhost is allowed if all
   *     ports are bound to loopback, otherwise any name
   */
  AllowedHosts(Optional<List<String>> configured, boolean onlyLoopback) {
    names =
        configured
            .or(() -> onlyLoopback ? Optional.of(List.of()) : Optional.empty())
            .map(hosts -> hosts.stream().map(AllowedHosts::normalised).collect(Collectors.toSet()));
  }

  /**
   * Whether a request is for an allowed host.
   *
   * @param name the host that the request names, without a port; empty if it names none, which no
   *     browser does
   */
  boolean allow(String name) {
    String host = normalised(name);
    return names.isEmpty()
        || host.isEmpty()
        || host.equals(LOCALHOST)
        || host.contains(":") && IPV6.matcher(host).matches()
        || IPV4.matcher(host).matches()
        || names.get().contains(host);
  }

  private static String normalised(String host) {
    String lower = host.strip().toLowerCase(Locale.ROOT);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }
}
