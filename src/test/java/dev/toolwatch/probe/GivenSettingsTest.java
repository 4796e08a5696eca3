package dev.toolwatch.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which settings are refused, and what is said of them. */
class GivenSettingsTest {
  private static Arguments wrong(String message, String... settings) {
    return Arguments.of(message, settings);
  }

  private static Arguments http(String message, String setting, String value) {
    return wrong(message, "kind", "http", "url", "http://a.example.com", setting, value);
  }

  static Stream<Arguments> wrongSettings() {
    return Stream.of(
        wrong(
            "kind must be one of http, tcp, tls, dns, postgresql, redis, mcp, jira, linear, github,"
                + " gitlab, asana, notion, confluence, qdrant, weaviate, chroma, elasticsearch, pgvector",
            "kind",
            "ftp",
            "url",
            "ftp://a"),
        wrong("url must be a URL such as https://example.com/health", "kind", "http"),
        wrong("url must be a URL such as https://example.com/health", "kind", "http", "url", "a.b"),
        wrong(
            "url must be a URL such as https://example.com/health",
            "kind",
            "http",
            "url",
            "ftp://a"),
        wrong(
            "url must be a URL such as https://example.com/health",
            "kind",
            "http",
            "url",
            "http://a:99999"),
        wrong(
            "url must be a URL such as https://example.com/health",
            "kind",
            "http",
            "url",
            "http://a b"),
        wrong(
            "url must be a URL such as https://example.com/health",
            "kind",
            "http",
            "url",
            "http:///x"),
        wrong(
            "url must not have a user: set .user and .token",
            "kind",
            "http",
            "url",
            "http://me:sesame@a.example.com"),
        wrong("url must be a URL such as tcp://example.com:5672", "kind", "tcp", "url", "tcp://a"),
        wrong(
            "url must be a URL such as tcp://example.com:5672",
            "kind",
            "tcp",
            "url",
            "tcp://a:1/path"),
        wrong(
            "url must be a URL such as tls://example.com:443", "kind", "tls", "url", "https://a:1"),
        wrong("url must be a name such as dns:example.com", "kind", "dns", "url", "example.com"),
        wrong("url must be a name such as dns:example.com", "kind", "dns", "url", "dns:a b"),
        wrong(
            "url must be a URL such as redis://example.com:6379",
            "kind",
            "redis",
            "url",
            "redis://a/0"),
        wrong(
            "url must be a URL such as postgresql://example.com:5432/database",
            "kind",
            "postgresql",
            "url",
            "postgresql://a",
            "user",
            "u"),
        wrong(
            "url may have the parameters sslmode and sslrootcert, as PostgreSQL has them",
            "kind",
            "postgresql",
            "url",
            "postgresql://a/b?socketFactory=x",
            "user",
            "u"),
        wrong(
            "url may have the parameters sslmode and sslrootcert, as PostgreSQL has them",
            "kind",
            "postgresql",
            "url",
            "postgresql://a/b?sslmode=maybe",
            "user",
            "u"),
        wrong("user must be set", "kind", "pgvector", "url", "postgresql://a/b"),
        wrong(
            "user needs a .token or .token-file",
            "kind",
            "elasticsearch",
            "url",
            "http://a",
            "user",
            "u"),
        wrong(
            "url must be a URL without a query",
            "kind",
            "qdrant",
            "url",
            "http://a.example.com?x=y"),
        wrong("token or .token-file must be set", "kind", "github"),
        wrong("token or .token-file must be set", "kind", "linear"),
        wrong(
            "token and .token-file cannot both be set",
            "kind",
            "github",
            "token",
            "a",
            "token-file",
            "/b"),
        http("service must be the name of a service, as in service_name", "service", "a\u0007b"),
        http("user is not a setting of the kind http", "user", "me"),
        http("call.tool is not a setting of the kind http", "call.tool", "search"),
        http("call.arguments is not a setting of the kind http", "call.arguments", "{\"a\":1}"),
        http("expect.lists is not a setting of the kind http", "expect.lists", "prompts"),
        http("expect.address is not a setting of the kind http", "expect.address", "192.0.2.1"),
        http("method must be a method of HTTP such as GET", "method", "GET /"),
        http("method must be a method of HTTP such as GET", "method", "CONNECT"),
        http("expect.status must be statuses such as 200 or 2xx", "expect.status", "200,ok"),
        http("expect.status must be statuses such as 200 or 2xx", "expect.status", "2x0"),
        http("expect.body must be a regular expression: Unclosed group", "expect.body", "(a"),
        http("expect.json must be a JSON pointer such as /status", "expect.json", "status"),
        http("expect.value needs .expect.json", "expect.value", "ok"),
        http("expect.validity needs a URL with https", "expect.validity", "14d"),
        http("tls-configuration-name needs a URL with https", "tls-configuration-name", "tests"),
        http(
            "tls-configuration-name is none, but nothing is set by quarkus.tls.none",
            "tls-configuration-name",
            "none"),
        http(
            "headers.Content-Length cannot be set: it is of the connection",
            "headers.Content-Length",
            "1"),
        http("headers.X-A has a value that is no header", "headers.X-A", "a\r\nX-B: c"),
        wrong(
            "expect.address must be an address such as 192.0.2.1",
            "kind",
            "dns",
            "url",
            "dns:a",
            "expect.address",
            "a.example.com"),
        wrong(
            "expect.status is not a setting of the kind github",
            "kind",
            "github",
            "token",
            "t",
            "expect.status",
            "200"),
        wrong(
            "token is not a setting of the kind tcp",
            "kind",
            "tcp",
            "url",
            "tcp://a:1",
            "token",
            "t"),
        wrong(
            "headers is not a setting of the kind tls",
            "kind",
            "tls",
            "url",
            "tls://a",
            "headers.A",
            "b"),
        wrong(
            "private-addresses is not a setting of the kind dns",
            "kind",
            "dns",
            "url",
            "dns:a",
            "private-addresses",
            "true"),
        wrong(
            "tls-configuration-name is not a setting of the kind postgresql",
            "kind",
            "postgresql",
            "url",
            "postgresql://a/b",
            "user",
            "u",
            "tls-configuration-name",
            "tests"));
  }

  @ParameterizedTest
  @MethodSource("wrongSettings")
  void wrongSetting_isRefusedByItsName(String message, String[] settings) {
    assertThatThrownBy(() -> GivenProbe.check(settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("toolwatch.probes.it." + message);
  }

  @Test
  void wrongSettings_neverTellTheToken() {
    for (String url : new String[] {"http://me:sesame@a", "http://sesame@a b", "sesame"}) {
      assertThatThrownBy(() -> GivenProbe.check("kind", "http", "url", url))
          .hasMessageNotContaining("sesame");
    }
  }

  @Test
  void wrongName_isRefused() {
    ProbeSettings.OneProbe settings = GivenProbe.settings("kind", "tcp", "url", "tcp://a:1");
    assertThatThrownBy(
            () ->
                Checks.of(
                    "a/b", settings, new Trusts(name -> Optional.empty()), InstantSource.system()))
        .hasMessage(
            "toolwatch.probes.a/b: the name of a probe has at most 64 letters, digits, dots, _"
                + " and -");
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear", "github", "gitlab", "asana", "notion"})
  void servicesThatEverybodyReachesAtTheSamePlace_needNoUrl(String kind) {
    assertThat(GivenProbe.check("kind", kind, "token", "t")).isNotNull();
  }

  @Test
  void rightSettings_areTaken() {
    assertThat(
            GivenProbe.check(
                "kind",
                "HTTP",
                "url",
                "HTTPS://a.example.com:8443/x?y=z",
                "headers.X.Tenant",
                "b",
                "expect.status",
                "200, 3xx",
                "expect.json",
                "",
                "expect.validity",
                "14d",
                "service",
                "shop/search",
                "tls-configuration-name",
                "tests"))
        .isNotNull();
    assertThat(GivenProbe.check("kind", "redis", "url", "rediss://a", "expect.validity", "1d"))
        .isNotNull();
    assertThat(
            GivenProbe.check(
                "kind",
                "postgresql",
                "user",
                "u",
                "url",
                "postgres://[2001:db8::1]/b?sslmode=verify-full&sslrootcert=/ca.pem"))
        .isNotNull();
  }
}
