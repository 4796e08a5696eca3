package dev.toolwatch.probe;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/**
 * The settings of one probe, read so that what is wrong is said with the setting's name: every method
 * throws an {@link IllegalArgumentException} that does.
 */
final class GivenSettings {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}");
  private static final int MAX_SERVICE = 256;
  private static final int MAX_PORT = 65_535;

  /** What is shorter in a header is rather the name of a tenant or the like. */
  private static final int SECRET_LENGTH = 6;

  private static final Set<String> RESERVED =
      Set.of("connection", "content-length", "transfer-encoding", "upgrade");

  private static final Set<Kind> HTTP =
      EnumSet.complementOf(
          EnumSet.of(Kind.TCP, Kind.TLS, Kind.DNS, Kind.POSTGRESQL, Kind.REDIS, Kind.PGVECTOR));

  private static final Set<Kind> WITH_TLS = with(HTTP, Kind.TLS, Kind.REDIS);
  private static final Set<Kind> WITH_TOKEN =
      EnumSet.complementOf(EnumSet.of(Kind.TCP, Kind.TLS, Kind.DNS));
  private static final Set<Kind> WITH_USER =
      EnumSet.of(
          Kind.JIRA,
          Kind.CONFLUENCE,
          Kind.ELASTICSEARCH,
          Kind.POSTGRESQL,
          Kind.PGVECTOR,
          Kind.REDIS);

  private final String prefix;
  private final ProbeSettings.OneProbe settings;
  private final Kind kind;

  GivenSettings(String name, ProbeSettings.OneProbe settings) {
    prefix = "toolwatch.probes." + name;
    this.settings = settings;
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          prefix + ": the name of a probe has at most 64 letters, digits, dots, _ and -");
    }
    kind = readKind();
    refuseUnknown();
    settings
        .service()
        .ifPresent(
            service ->
                check(
                    !service.isBlank()
                        && service.length() <= MAX_SERVICE
                        && service.chars().noneMatch(Character::isISOControl),
                    "service",
                    "must be the name of a service, as in service_name"));
  }

  private static Set<Kind> with(Set<Kind> kinds, Kind... more) {
    Set<Kind> all = EnumSet.copyOf(kinds);
    all.addAll(Arrays.asList(more));
    return all;
  }

  private Kind readKind() {
    for (Kind one : Kind.values()) {
      if (one.label().equals(settings.kind().strip().toLowerCase(Locale.ROOT))) {
        return one;
      }
    }
    throw wrong(
        "kind",
        "must be one of "
            + Arrays.stream(Kind.values()).map(Kind::label).collect(Collectors.joining(", ")));
  }

  private void refuseUnknown() {
    ProbeSettings.Expect expect = settings.expect();
    allow(HTTP, !settings.headers().isEmpty(), "headers");
    allow(WITH_TOKEN, settings.token().isPresent(), "token");
    allow(WITH_TOKEN, settings.tokenFile().isPresent(), "token-file");
    allow(WITH_USER, settings.user().isPresent(), "user");
    allow(EnumSet.of(Kind.HTTP), !settings.method().equals("GET"), "method");
    allow(EnumSet.of(Kind.HTTP), settings.body().isPresent(), "body");
    allow(EnumSet.of(Kind.HTTP), settings.followRedirects(), "follow-redirects");
    allow(
        EnumSet.complementOf(EnumSet.of(Kind.DNS)),
        settings.privateAddresses().isPresent(),
        "private-addresses");
    allow(WITH_TLS, settings.tlsConfigurationName().isPresent(), "tls-configuration-name");
    allow(EnumSet.of(Kind.HTTP), expect.status().isPresent(), "expect.status");
    allow(EnumSet.of(Kind.HTTP), !expect.headers().isEmpty(), "expect.headers");
    allow(EnumSet.of(Kind.HTTP, Kind.MCP), expect.body().isPresent(), "expect.body");
    allow(EnumSet.of(Kind.HTTP), expect.json().isPresent(), "expect.json");
    allow(EnumSet.of(Kind.HTTP), expect.value().isPresent(), "expect.value");
    allow(EnumSet.of(Kind.DNS), expect.address().isPresent(), "expect.address");
    allow(WITH_TLS, !expect.validity().isZero(), "expect.validity");
    allow(EnumSet.of(Kind.MCP), expect.lists().isPresent(), "expect.lists");
    allow(EnumSet.of(Kind.MCP), settings.call().tool().isPresent(), "call.tool");
    allow(EnumSet.of(Kind.MCP), !settings.call().arguments().equals("{}"), "call.arguments");
    check(!expect.validity().isNegative(), "expect.validity", "must not be negative");
  }

  private void allow(Set<Kind> kinds, boolean isGiven, String setting) {
    check(
        !isGiven || kinds.contains(kind), setting, "is not a setting of the kind " + kind.label());
  }

  /** What to throw if a setting is wrong. */
  IllegalArgumentException wrong(String setting, String problem) {
    return new IllegalArgumentException(prefix + "." + setting + " " + problem);
  }

  /** Throws unless something holds. */
  void check(boolean right, String setting, String problem) {
    if (!right) {
      throw wrong(setting, problem);
    }
  }

  Kind kind() {
    return kind;
  }

  /** The token, wherever it is. */
  Credential credential() {
    check(
        settings.token().isEmpty() || settings.tokenFile().isEmpty(),
        "token",
        "and .token-file cannot both be set");
    settings.token().ifPresent(token -> check(!token.isBlank(), "token", "is empty"));
    return new Credential(
        settings.token().map(String::strip).orElse(null), settings.tokenFile().orElse(null));
  }

  boolean hasToken() {
    return settings.token().isPresent() || settings.tokenFile().isPresent();
  }

  /**
   * The URL.
   *
   * @param schemes those that it may have, in lower case
   * @param defaultPort 0 if it must say the port
   * @param instead what to take if there is none; empty if there must be one
   */
  URI url(Set<String> schemes, int defaultPort, Optional<String> instead, String example) {
    String problem = "must be a URL such as " + example;
    Optional<String> text = settings.url().map(String::strip).filter(url -> !url.isEmpty());
    check(text.isPresent() || instead.isPresent(), "url", problem);
    try {
      URI url = new URI(text.orElseGet(instead::get));
      check(url.getRawUserInfo() == null, "url", "must not have a user: set .user and .token");
      check(
          url.getScheme() != null
              && schemes.contains(url.getScheme().toLowerCase(Locale.ROOT))
              && url.getHost() != null
              && url.getPort() != 0
              && url.getPort() <= MAX_PORT
              && (url.getPort() > 0 || defaultPort > 0)
              && url.getRawFragment() == null,
          "url",
          problem);
      return url;
    } catch (URISyntaxException e) {
      throw wrong("url", problem); // what is wrong with it may be a token in it
    }
  }

  /** A URL of nothing but a host and a port. */
  URI place(Set<String> schemes, int defaultPort, String example) {
    URI url = url(schemes, defaultPort, Optional.empty(), example);
    check(
        (url.getRawPath() == null || url.getRawPath().matches("/?")) && url.getRawQuery() == null,
        "url",
        "must be a URL such as " + example);
    return url;
  }

  /** The name of a {@code dns} probe, after {@code dns:} or {@code dns://}. */
  String dnsName() {
    String name = settings.url().orElse("").strip().replaceFirst("(?i)^dns:(//)?", "");
    check(
        settings.url().isPresent()
            && !name.equals(settings.url().get().strip())
            && name.matches("[A-Za-z0-9._-]{1,253}"),
        "url",
        "must be a name such as dns:example.com");
    return name;
  }

  /** Headers of requests. In variables of the environment a dash of their names comes as a dot. */
  Map<String, String> headers() {
    Map<String, String> headers = headers("headers", settings.headers());
    for (String name : headers.keySet()) {
      check(
          !RESERVED.contains(name.toLowerCase(Locale.ROOT)),
          "headers." + name,
          "cannot be set: it is of the connection");
    }
    return headers;
  }

  /** What headers of requests may have of secrets, such as the token in {@code Bearer TOKEN}. */
  List<String> secretHeaders() {
    return headers().values().stream()
        .flatMap(value -> Arrays.stream(value.split(" ", -1)))
        .filter(part -> part.length() >= SECRET_LENGTH)
        .toList();
  }

  /** The texts that headers must contain. */
  Map<String, String> expectedHeaders() {
    return headers("expect.headers", settings.expect().headers());
  }

  private Map<String, String> headers(String setting, Map<String, String> given) {
    Map<String, String> headers = new HashMap<>();
    given.forEach(
        (key, value) -> {
          String name = key.replace('.', '-');
          check(Headers.isName(name), setting, "has a name that is no header");
          check(Headers.isValue(value), setting + "." + key, "has a value that is no header");
          headers.put(name, value);
        });
    return Map.copyOf(headers);
  }

  /** A regular expression that is looked for in what comes. */
  Pattern expression(String text) {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw wrong("expect.body", "must be a regular expression: " + e.getDescription());
    }
  }

  /** Patterns of statuses, three characters each. */
  List<String> statuses() {
    List<String> statuses = new ArrayList<>();
    for (String status : settings.expect().status().orElse(List.of("2xx"))) {
      String pattern = status.strip().toLowerCase(Locale.ROOT);
      check(
          pattern.matches("[1-5](\\d\\d|\\dx|xx)"),
          "expect.status",
          "must be statuses such as 200 or 2xx");
      statuses.add(pattern);
    }
    return List.copyOf(statuses);
  }
}
