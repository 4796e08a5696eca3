package dev.toolwatch.probe;

import com.fasterxml.jackson.core.JsonPointer;
import dev.toolwatch.signal.ServiceId;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the checks of probes from their settings. */
final class Checks {
  private static final Set<String> WEB = Set.of("http", "https");
  private static final int HTTP_PORT = 80;
  private static final int HTTPS_PORT = 443;
  private static final int POSTGRESQL_PORT = 5432;
  private static final int REDIS_PORT = 6379;

  /** Services on the Internet: one of them with a private address is an attack. */
  private static final Set<Kind> PUBLIC =
      EnumSet.of(
          Kind.JIRA,
          Kind.LINEAR,
          Kind.GITHUB,
          Kind.GITLAB,
          Kind.ASANA,
          Kind.NOTION,
          Kind.CONFLUENCE);

  private static final Map<Kind, String> DEFAULT_URLS =
      Map.of(
          Kind.LINEAR, "https://api.linear.app/graphql",
          Kind.GITHUB, "https://api.github.com",
          Kind.GITLAB, "https://gitlab.com",
          Kind.ASANA, "https://app.asana.com",
          Kind.NOTION, "https://api.notion.com");

  private static final Set<String> SSL_MODES =
      Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

  private final ProbeSettings.OneProbe settings;
  private final GivenSettings given;
  private final InstantSource clock;
  private final Connector connector;
  private final HttpCaller caller;

  private Checks(String name, ProbeSettings.OneProbe settings, Trusts trusts, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    given = new GivenSettings(name, settings);
    connector =
        new Connector(
            settings.privateAddresses().orElse(!PUBLIC.contains(given.kind())), trust(trusts));
    caller = new HttpCaller(connector);
  }

  /**
   * The check of a probe.
   *
   * @param trusts one for all probes
   * @throws IllegalArgumentException if a setting is wrong; the message begins with its name
   */
  static Check of(
      String name, ProbeSettings.OneProbe settings, Trusts trusts, InstantSource clock) {
    Checks checks = new Checks(name, settings, trusts, clock);
    Check check = checks.check();
    return settings.expect().validity().isZero()
        ? check
        : new ValidityCheck(check, settings.expect().validity(), clock);
  }

  /**
   * A probe.
   *
   * @param trusts whom it may trust
   * @throws IllegalArgumentException if a setting is wrong; the message begins with its name
   */
  static Probe probe(
      String name, ProbeSettings.OneProbe settings, Trusts trusts, InstantSource clock) {
    Check check = of(name, settings, trusts, clock);
    Probe.validate(name, settings);
    GivenSettings given = new GivenSettings(name, settings);
    String url =
        settings
            .url()
            .map(String::strip)
            .filter(text -> !text.isEmpty())
            .orElseGet(() -> DEFAULT_URLS.get(given.kind()));
    return new Probe(
        name,
        given.kind(),
        url.replaceFirst("\\?.*", ""), // a query may have a key
        given.kind() == Kind.DNS ? given.dnsName() : HttpCaller.host(URI.create(url)),
        check,
        settings.interval(),
        settings.timeout(),
        settings.failures(),
        settings.slow().orElse(null),
        settings.service().map(ServiceId::of).orElse(null));
  }

  private Trust trust(Trusts trusts) {
    return settings
        .tlsConfigurationName()
        .map(
            configuration ->
                trusts
                    .of(configuration)
                    .orElseThrow(
                        () ->
                            given.wrong(
                                "tls-configuration-name",
                                "is %s, but nothing is set by quarkus.tls.%s"
                                    .formatted(configuration, configuration))))
        .orElseGet(trusts::ofJvm);
  }

  private Check check() {
    return switch (given.kind()) {
      case HTTP -> reading(http());
      case TCP -> tcp();
      case TLS -> tls();
      case DNS -> new DnsCheck(given.dnsName(), settings.expect().address().map(this::address));
      case POSTGRESQL, PGVECTOR -> reading(postgresql());
      case REDIS -> reading(redis());
      case MCP -> reading(mcp());
      case LINEAR -> {
        requireToken();
        yield reading(new LinearCheck(caller, service(), given.headers(), clock));
      }
      case JIRA, GITHUB, GITLAB, ASANA, NOTION, CONFLUENCE -> {
        requireToken();
        yield reading(preset());
      }
      case QDRANT, WEAVIATE, CHROMA, ELASTICSEARCH -> {
        given.check(
            settings.user().isEmpty() || given.hasToken(), "user", "needs a .token or .token-file");
        yield reading(preset());
      }
    };
  }

  private Check reading(TokenCheck check) {
    return TokenCheck.reading(given.credential(), given.secretHeaders(), check);
  }

  private void requireToken() {
    given.check(given.hasToken(), "token", "or .token-file must be set");
  }

  /** A URL of HTTP. */
  private URI web(String example) {
    URI url =
        given.url(WEB, HTTP_PORT, Optional.ofNullable(DEFAULT_URLS.get(given.kind())), example);
    boolean isTls = HttpCaller.isTls(url);
    given.check(
        isTls || settings.tlsConfigurationName().isEmpty(),
        "tls-configuration-name",
        "needs a URL with https");
    given.check(
        isTls || settings.expect().validity().isZero(),
        "expect.validity",
        "needs a URL with https");
    return url;
  }

  /** The URL of a service, to which paths are added. */
  private URI service() {
    URI url = web("https://example.com");
    given.check(url.getRawQuery() == null, "url", "must be a URL without a query");
    return URI.create(url.toString().replaceAll("/+$", ""));
  }

  private TokenCheck preset() {
    return new PresetCheck(
        caller, Presets.of(given.kind()), service(), settings.user(), given.headers(), clock);
  }

  private TokenCheck mcp() {
    return McpCheck.of(given, settings, web("https://example.com/mcp"), caller, clock);
  }

  private TokenCheck http() {
    String method = settings.method();
    given.check(
        method.matches("[A-Z]{1,20}") && !method.equals("CONNECT"),
        "method",
        "must be a method of HTTP such as GET");
    HttpCall call =
        new HttpCall(
            method,
            web("https://example.com/health"),
            given.headers(),
            settings.body().map(body -> body.getBytes(StandardCharsets.UTF_8)).orElse(null));
    given.check(
        settings.expect().value().isEmpty() || settings.expect().json().isPresent(),
        "expect.value",
        "needs .expect.json");
    Expectation expectation =
        new Expectation(
            given.statuses(),
            given.expectedHeaders(),
            settings.expect().body().map(given::expression),
            settings.expect().json().map(this::pointer),
            settings.expect().value());
    return new HttpCheck(caller, call, settings.followRedirects(), expectation, clock);
  }

  private JsonPointer pointer(String text) {
    try {
      return JsonPointer.compile(text);
    } catch (IllegalArgumentException e) {
      throw given.wrong("expect.json", "must be a JSON pointer such as /status");
    }
  }

  private InetAddress address(String text) {
    // Only what has the form of an address: a name would be resolved.
    given.check(
        text.matches("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*"),
        "expect.address",
        "must be an address such as 192.0.2.1");
    try {
      return InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw given.wrong("expect.address", "must be an address such as 192.0.2.1");
    }
  }

  private Check tcp() {
    URI url = given.place(Set.of("tcp"), 0, "tcp://example.com:5672");
    return new TcpCheck(connector, HttpCaller.host(url), url.getPort());
  }

  private Check tls() {
    URI url = given.place(Set.of("tls"), HTTPS_PORT, "tls://example.com:443");
    return new TlsCheck(connector, HttpCaller.host(url), port(url, HTTPS_PORT));
  }

  private TokenCheck redis() {
    URI url = given.place(Set.of("redis", "rediss"), REDIS_PORT, "redis://example.com:6379");
    boolean isTls = url.getScheme().equalsIgnoreCase("rediss");
    given.check(
        isTls || settings.tlsConfigurationName().isEmpty(),
        "tls-configuration-name",
        "needs a URL with rediss");
    given.check(
        isTls || settings.expect().validity().isZero(),
        "expect.validity",
        "needs a URL with rediss");
    given.check(
        settings.user().isEmpty() || given.hasToken(), "user", "needs a .token or .token-file");
    return new RedisCheck(
        connector, HttpCaller.host(url), port(url, REDIS_PORT), isTls, settings.user());
  }

  private TokenCheck postgresql() {
    String example = "postgresql://example.com:5432/database";
    URI url =
        given.url(Set.of("postgresql", "postgres"), POSTGRESQL_PORT, Optional.empty(), example);
    String database = url.getRawPath().replaceFirst("^/", "");
    given.check(
        !database.isEmpty() && database.indexOf('/') < 0,
        "url",
        "must be a URL such as " + example);
    given.check(settings.user().isPresent(), "user", "must be set");
    Map<String, String> parameters = parameters(url.getQuery());
    PostgresqlPlace place =
        new PostgresqlPlace(
            HttpCaller.host(url),
            port(url, POSTGRESQL_PORT),
            database,
            Optional.ofNullable(parameters.remove("sslmode")),
            Optional.ofNullable(parameters.remove("sslrootcert")));
    given.check(
        parameters.isEmpty() && place.sslMode().map(SSL_MODES::contains).orElse(true),
        "url",
        "may have the parameters sslmode and sslrootcert, as PostgreSQL has them");
    return new PostgresqlCheck(connector, place, settings.user(), given.kind() == Kind.PGVECTOR);
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new HashMap<>();
    if (query != null) {
      Arrays.stream(query.split("&", -1))
          .map(parameter -> parameter.split("=", 2))
          .forEach(parts -> parameters.put(parts[0], parts.length > 1 ? parts[1] : ""));
    }
    return parameters;
  }

  private static int port(URI url, int otherwise) {
    return url.getPort() > 0 ? url.getPort() : otherwise;
  }
}
