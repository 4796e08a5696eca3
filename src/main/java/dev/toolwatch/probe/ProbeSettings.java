package dev.toolwatch.probe;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is checked. */
@ConfigMapping(prefix = "toolwatch.probes")
interface ProbeSettings {
  /** The probes by name. */
  @WithParentName
  Map<String, OneProbe> probes();

  /** One probe. */
  interface OneProbe {
    /** {@code http}, {@code tcp}, {@code mcp}, {@code github} …: see {@link Kind}. */
    String kind();

    /** Where to; services that everybody reaches at the same place have a default. */
    Optional<String> url();

    /** The time between two checks. */
    @WithDefault("60s")
    Duration interval();

    /** The time in which a check must end. */
    @WithDefault("10s")
    Duration timeout();

    /** How many checks in a row must fail before it counts as down. */
    @WithDefault("3")
    int failures();

    /** The time from which on an answer is slow; by default nothing is. */
    Optional<Duration> slow();

    /** Headers of every request. */
    Map<String, String> headers();

    /** The token or password. */
    Optional<String> token();

    /** A file with the token or password, read before each check. */
    Optional<Path> tokenFile();

    /** The name that goes with the token, where a service wants one. */
    Optional<String> user();

    /** The service whose state it tells, as in {@code service_name}. */
    Optional<String> service();

    /** The method of an {@code http} probe. */
    @WithDefault("GET")
    String method();

    /** The body that an {@code http} probe sends. */
    Optional<String> body();

    /** Whether redirects are followed, to the same origin only. */
    @WithDefault("false")
    boolean followRedirects();

    /**
     * Whether the host may have an address of a private network; by default for all kinds but the
     * services that are on the Internet.
     */
    Optional<Boolean> privateAddresses();

    /** The configuration of Quarkus' TLS registry to use with TLS. */
    Optional<String> tlsConfigurationName();

    /** What the answer must be. */
    Expect expect();

    /** A tool that an {@code mcp} probe calls. */
    Call call();
  }

  /** What an answer must be. All that is given must hold. */
  interface Expect {
    /** The statuses of {@code http}, such as {@code 200} or {@code 2xx}; by default {@code 2xx}. */
    Optional<List<String>> status();

    /** Texts that headers must contain, by the headers' names. */
    Map<String, String> headers();

    /** A regular expression that must be found in the body, or in the text that a tool answers. */
    Optional<String> body();

    /** A JSON pointer (RFC 6901) to a value that must be there, such as {@code /status}. */
    Optional<String> json();

    /** The text of the value at {@code json}. */
    Optional<String> value();

    /** An address that a {@code dns} probe must find. */
    Optional<String> address();

    /** For {@code tls} and {@code https}: how long the certificate must still be valid. */
    @WithDefault("0s")
    Duration validity();

    /** What an {@code mcp} probe lists beside tools: {@code prompts}, {@code resources}. */
    Optional<List<String>> lists();
  }

  /** A call of a tool. */
  interface Call {
    /** The tool; without it none is called. */
    Optional<String> tool();

    /** Its arguments, a JSON object. */
    @WithDefault("{}")
    String arguments();
  }
}
