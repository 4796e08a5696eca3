package dev.toolwatch.forward;

import dev.toolwatch.signal.Signal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A backend that OTLP data goes on to.
 *
 * @param name also the name of its directory
 * @param endpoint an absolute URL without a trailing slash
 * @param allTraces whether it gets every trace, and not only those that are kept
 * @param redacts whether what may be secret in traces is replaced
 * @param headers by name
 * @param timeout the time in which it must answer
 */
record Target(
    String name,
    URI endpoint,
    Protocol protocol,
    Set<Signal> signals,
    boolean allTraces,
    boolean redacts,
    Map<String, String> headers,
    Duration timeout,
    boolean gzip,
    Optional<String> tlsConfigurationName)
    implements Destination {
  /** The transports of OTLP. */
  enum Protocol {
    GRPC,
    HTTP_PROTOBUF
  }

  private static final String PREFIX = "toolwatch.forward.targets.";
  private static final int GRPC_PORT = 4317;
  private static final int HTTP_PORT = 4318;
  private static final int HTTPS = 443;
  private static final int HTTP = 80;

  /** Larger batches make fewer requests; a batch is repeated whole. */
  private static final int BATCH_REQUESTS = 1000;

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,63}");
  private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");
  private static final Pattern HEADER_VALUE = Pattern.compile("[\\x20-\\x7e]*");

  /**
   * The target of some settings.
   *
   * @throws IllegalArgumentException if they are wrong; the message names the setting
   */
  static Target of(String name, ForwardSettings.TargetSettings settings) {
    String setting = PREFIX + name;
    check(
        NAME.matcher(name).matches(),
        setting + ": the name of a target has at most 64 letters, digits, dots, _ and -");
    URI endpoint = endpoint(setting, settings.endpoint().strip());
    Protocol protocol = protocol(setting, settings.protocol(), endpoint);
    check(
        protocol == Protocol.HTTP_PROTOBUF || endpoint.getRawPath().isEmpty(),
        setting + ".endpoint must have no path for the protocol grpc");
    check(
        isTls(endpoint) || settings.tlsConfigurationName().isEmpty(),
        setting + ".tls-configuration-name needs an endpoint with https");
    check(
        settings.timeout().compareTo(Duration.ofMillis(1)) >= 0
            && settings.timeout().compareTo(Duration.ofHours(1)) <= 0,
        setting + ".timeout must be from 1ms to 1h");
    return new Target(
        name,
        endpoint,
        protocol,
        Set.copyOf(settings.signals()),
        settings.traces() == ForwardSettings.Traces.ALL,
        settings.redact(),
        headers(setting, settings.headers()),
        settings.timeout(),
        settings.compression() == ForwardSettings.Compression.GZIP,
        settings.tlsConfigurationName());
  }

  private static URI endpoint(String setting, String text) {
    String wrong = setting + ".endpoint must be a URL such as http://jaeger:4317";
    try {
      URI url = new URI(text.replaceAll("/+$", ""));
      check(
          url.getHost() != null
              && (isTls(url) || "http".equalsIgnoreCase(url.getScheme()))
              && url.getPort() <= 65_535
              && url.getPort() != 0
              && url.getRawQuery() == null
              && url.getRawFragment() == null,
          wrong);
      check(
          url.getRawUserInfo() == null,
          setting + ".endpoint must not contain @: credentials belong in .headers");
      return url;
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(wrong, e);
    }
  }

  private static Protocol protocol(String setting, Optional<String> given, URI endpoint) {
    return switch (given.orElse("")) {
      case "grpc" -> Protocol.GRPC;
      case "http/protobuf" -> Protocol.HTTP_PROTOBUF;
      case "" ->
          switch (endpoint.getPort()) {
            case GRPC_PORT -> Protocol.GRPC;
            case HTTP_PORT -> Protocol.HTTP_PROTOBUF;
            default ->
                throw new IllegalArgumentException(
                    setting
                        + ".protocol must be set to grpc or http/protobuf, because the port of the"
                        + " endpoint is neither 4317 nor 4318");
          };
      default ->
          throw new IllegalArgumentException(setting + ".protocol must be grpc or http/protobuf");
    };
  }

  /** Variables of the environment cannot have a dash in a name: there it comes as a dot. */
  private static Map<String, String> headers(String setting, Map<String, String> given) {
    Map<String, String> headers = new LinkedHashMap<>();
    given.forEach(
        (name, value) -> {
          check(HEADER.matcher(name).matches(), setting + ".headers has a name that is no header");
          check(
              HEADER_VALUE.matcher(value).matches(),
              setting + ".headers." + name + " has a value that is no header");
          headers.put(name.replace('.', '-'), value);
        });
    return Map.copyOf(headers);
  }

  private static void check(boolean right, String message) {
    if (!right) {
      throw new IllegalArgumentException(message);
    }
  }

  private static boolean isTls(URI url) {
    return "https".equalsIgnoreCase(url.getScheme());
  }

  boolean isTls() {
    return isTls(endpoint);
  }

  @Override
  public int requestsAtOnce() {
    return BATCH_REQUESTS;
  }

  @Override
  public String items(Signal signal) {
    return signal.label();
  }

  @Override
  public String limits() {
    return "toolwatch.forward.max-memory and toolwatch.forward.spool";
  }

  @Override
  public String settings() {
    return PREFIX + name + ": endpoint, protocol, headers";
  }

  /** The host, without the brackets of an IPv6 address. */
  String host() {
    String host = endpoint.getHost();
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }

  int port() {
    return endpoint.getPort() >= 0 ? endpoint.getPort() : isTls() ? HTTPS : HTTP;
  }
}
