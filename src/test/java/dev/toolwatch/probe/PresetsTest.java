package dev.toolwatch.probe;

import static dev.toolwatch.probe.ScriptedServer.answering;
import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.testing.FreePort;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each service against each failure. */
@Timeout(60)
class PresetsTest {
  private ScriptedServer server;

  /** What goes wrong, and what is to be said of it. */
  @SuppressWarnings("ImmutableEnumChecker")
  enum Failure {
    UNAUTHORIZED(
        answering(401, "{\"message\":\"Bad credentials\"}"),
        Verdict.REFUSED,
        "HTTP 401: the token is missing or not valid"),
    FORBIDDEN(
        answering(403, "{\"message\":\"insufficient_scope\"}"),
        Verdict.REFUSED,
        "HTTP 403: the token is not valid, or lacks a permission"),
    LIMITED_FOR_SECONDS(
        answering(429, Map.of("Retry-After", "30"), "{}"),
        Verdict.RATE_LIMITED,
        "HTTP 429: too many requests, again in 30 s"),
    LIMITED_UNTIL_A_SECOND(
        answering(429, Map.of("RateLimit-Reset", "4102444800"), ""),
        Verdict.RATE_LIMITED,
        "HTTP 429: too many requests, again from 2100-01-01T00:00:00Z on"),
    LIMITED_UNTIL_A_MILLISECOND(
        answering(429, Map.of("X-RateLimit-Requests-Reset", "4102444800000"), "{}"),
        Verdict.RATE_LIMITED,
        "HTTP 429: too many requests, again from 2100-01-01T00:00:00Z on"),
    LIMITED_UNTIL_A_MINUTE(
        answering(429, Map.of("X-RateLimit-Reset", "2100-01-01T00:00Z"), "{}"),
        Verdict.RATE_LIMITED,
        "HTTP 429: too many requests, again from 2100-01-01T00:00:00Z on"),
    LIMITED_UNTIL_A_DATE(
        answering(429, Map.of("Retry-After", "Fri, 01 Jan 2100 00:00:00 GMT"), "{}"),
        Verdict.RATE_LIMITED,
        "HTTP 429: too many requests, again from 2100-01-01T00:00:00Z on"),
    LIMITED_WITHOUT_A_TIME(
        answering(429, Map.of("Retry-After", "soon", "RateLimit-Reset", "1"), "{}"),
        Verdict.RATE_LIMITED,
        "HTTP 429: too many requests, again in 1 s"),
    LIMITED_BY_403(
        answering(403, Map.of("x-ratelimit-remaining", "0", "x-ratelimit-reset", "4102444800"), ""),
        Verdict.RATE_LIMITED,
        "HTTP 403: too many requests, again from 2100-01-01T00:00:00Z on"),
    LIMITED_BY_403_FOR_SECONDS(
        answering(403, Map.of("retry-after", "60"), "{}"),
        Verdict.RATE_LIMITED,
        "HTTP 403: too many requests, again in 60 s"),
    FAILING(answering(500, "{}"), Verdict.DOWN, "HTTP 500"),
    AWAY(answering(503, "<html>"), Verdict.DOWN, "HTTP 503"),
    MOVED(answering(302, Map.of("Location", "/login"), ""), Verdict.DOWN, "HTTP 302"),
    PAGE_OF_A_PROXY(
        answering(200, "<html><title>Sign in</title></html>"),
        Verdict.DOWN,
        "the answer is not JSON"),
    EMPTY(answering(200, ""), Verdict.DOWN, "the answer is not JSON"),
    CUT_JSON(answering(200, "{\"id\":1"), Verdict.DOWN, "the answer is not JSON"),
    RESET(ScriptedServer.resetting(), Verdict.DOWN, "the connection was reset before the answer"),
    CLOSED(peer -> {}, Verdict.DOWN, null),
    ENDLESS(
        ScriptedServer.endless("HTTP/1.1 200 OK\r\n\r\n"), Verdict.DOWN, "answers more than 1 MB");

    private final ScriptedServer.Script script;
    private final Verdict verdict;
    private final String message;

    Failure(ScriptedServer.Script script, Verdict verdict, String message) {
      this.script = script;
      this.verdict = verdict;
      this.message = message;
    }
  }

  @BeforeEach
  void start() throws IOException {
    server = ScriptedServer.start(answering(200, "{}"));
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @ParameterizedTest
  @EnumSource
  void good_isUp_andIsAskedAsDocumented(Service service) throws Exception {
    server.script(answering(200, Map.of("Content-Type", "application/json"), service.body));
    Steps steps = GivenProbe.steps(GivenProbe.LONG);
    Reading reading = service.check(server.url("http")).run(steps);
    assertThat(reading.detail()).isEqualTo(service.detail);
    assertThat(reading.mcp()).isNull();
    assertThat(server.requests()).hasSize(1);
    assertThat(server.requests().get(0)).startsWith(service.line + "\n");
    assertThat(server.requests().get(0).lines()).contains(service.header);
    assertThat(steps.list())
        .extracting(Steps.Step::name)
        .containsExactly("resolve", "connect", "request", "expectation");
  }

  static Stream<Arguments> eachAgainstEach() {
    return Stream.of(Service.values())
        .flatMap(
            service -> Stream.of(Failure.values()).map(failure -> Arguments.of(service, failure)));
  }

  @ParameterizedTest
  @MethodSource("eachAgainstEach")
  void failure_isTold(Service service, Failure failure) {
    server.script(failure.script);
    CheckFailure told =
        GivenProbe.failure(service.check(server.url("http")), GivenProbe.steps(GivenProbe.LONG));
    assertThat(told.verdict()).isEqualTo(failure.verdict);
    if (failure.message != null) {
      assertThat(told).hasMessage(failure.message);
    }
  }

  @ParameterizedTest
  @EnumSource
  void otherJson_isNotTheService(Service service) {
    for (String json : new String[] {"{}", "[]", "null", "7", "{\"data\":null}"}) {
      server.script(answering(200, json));
      assertThat(
              GivenProbe.failure(
                  service.check(server.url("http")), GivenProbe.steps(GivenProbe.LONG)))
          .as(json)
          .hasMessageStartingWith("the answer is not that of ");
    }
  }

  @ParameterizedTest
  @EnumSource
  void slowness_endsAtTheDeadline(Service service) {
    for (ScriptedServer.Script script :
        new ScriptedServer.Script[] {
          ScriptedServer.silent(), ScriptedServer.dripping("HTTP/1.1 200 OK\r\n\r\n{")
        }) {
      server.script(script);
      Steps little = GivenProbe.steps(GivenProbe.SHORT);
      CheckFailure told = GivenProbe.failure(service.check(server.url("http")), little);
      assertThat(told.verdict()).isEqualTo(Verdict.DOWN);
      assertThat(told.getMessage()).contains(" within 0.");
      assertThat(Duration.ofNanos(little.nanos())).isLessThan(GivenProbe.LONG);
    }
  }

  @ParameterizedTest
  @EnumSource
  void nobodyThere_isTold(Service service) {
    int port = FreePort.next();
    assertThat(
            GivenProbe.failure(
                service.check("http://127.0.0.1:" + port), GivenProbe.steps(GivenProbe.LONG)))
        .hasMessage("connection refused by 127.0.0.1:" + port);
    CheckFailure unknown =
        GivenProbe.failure(
            service.check("http://no-such.invalid"), GivenProbe.steps(GivenProbe.LONG));
    assertThat(unknown.verdict()).isEqualTo(Verdict.UNRESOLVED);
  }

  @Test
  void github_noRequestsLeft_isRateLimited() {
    server.script(
        answering(
            200,
            "{\"resources\":{\"core\":{\"limit\":5000,\"remaining\":0,\"reset\":4102444800}}}"));
    assertFailure(
        Service.GITHUB,
        Verdict.RATE_LIMITED,
        "no requests are left, again from 2100-01-01T00:00:00Z on");
  }

  @Test
  void confluence_toAnonymous_isRefused() {
    server.script(answering(200, "{\"type\":\"anonymous\",\"displayName\":\"Anonymous\"}"));
    assertFailure(
        Service.CONFLUENCE_CLOUD,
        Verdict.REFUSED,
        "it answers as to somebody anonymous: the token is not valid");
  }

  @Test
  void elasticsearch_red_isDown() {
    server.script(answering(200, "{\"status\":\"red\"}"));
    assertFailure(
        Service.ELASTICSEARCH,
        Verdict.DOWN,
        "the cluster is red: some of its data cannot be reached");
  }

  @ParameterizedTest
  @CsvSource({
    "200, AUTHENTICATION_ERROR, REFUSED,"
        + " AUTHENTICATION_ERROR: the token is missing or not valid",
    "400, AUTHENTICATION_ERROR, REFUSED,"
        + " AUTHENTICATION_ERROR: the token is missing or not valid",
    "200, FORBIDDEN, REFUSED, FORBIDDEN: the token lacks a permission",
    "400, RATELIMITED, RATE_LIMITED,"
        + " 'RATELIMITED: too many requests, again from 2100-01-01T00:00:00Z on'",
    "200, INTERNAL_SERVER_ERROR, DOWN, GraphQL error INTERNAL_SERVER_ERROR",
    "400, '', DOWN, GraphQL error without a code",
  })
  void linear_errorOfGraphQl_isTold(int status, String code, Verdict verdict, String message) {
    server.script(
        answering(
            status,
            Map.of("X-RateLimit-Requests-Reset", "4102444800000"),
            "{\"errors\":[{\"message\":\"m\",\"extensions\":{\"code\":\"%s\"}}]}".formatted(code)));
    assertFailure(Service.LINEAR, verdict, message);
  }

  @Test
  void linear_tokenOfOauth_isABearerToken() throws Exception {
    server.script(answering(200, Service.LINEAR.body));
    GivenProbe.reading(
        "kind",
        "linear",
        "url",
        server.url("http"),
        "token",
        "lin_oauth_1",
        "private-addresses",
        "true");
    assertThat(server.requests().get(0)).contains("Authorization: Bearer lin_oauth_1");
  }

  @Test
  void vectorStores_withoutToken_areAskedWithoutOne() throws Exception {
    server.script(answering(200, "{\"nanosecond heartbeat\":1755000000000000000}"));
    assertThat(GivenProbe.reading("kind", "chroma", "url", server.url("http")).detail())
        .isEqualTo("it answers");
    assertThat(server.requests().get(0))
        .startsWith("GET /api/v2/heartbeat ")
        .doesNotContain("Authorization");
  }

  @Test
  void confluence_urlWithWiki_getsNoSecond() throws Exception {
    server.script(answering(200, Service.CONFLUENCE_CLOUD.body));
    Service.CONFLUENCE_CLOUD
        .check(server.url("http") + "/wiki")
        .run(GivenProbe.steps(GivenProbe.LONG));
    assertThat(server.requests().get(0)).startsWith("GET /wiki/rest/api/user/current ");
  }

  @Test
  void servicesOnTheInternet_withPrivateAddress_areNotAsked() {
    for (String kind :
        new String[] {"jira", "linear", "github", "gitlab", "asana", "notion", "confluence"}) {
      assertThat(GivenProbe.failure("kind", kind, "url", server.url("http"), "token", "t"))
          .hasMessage(
              "127.0.0.1 has the address 127.0.0.1, which is private: set private-addresses to"
                  + " allow it");
    }
    assertThat(server.connections()).isZero();
  }

  private void assertFailure(Service service, Verdict verdict, String message) {
    CheckFailure told =
        GivenProbe.failure(service.check(server.url("http")), GivenProbe.steps(GivenProbe.LONG));
    assertThat(told).hasMessage(message);
    assertThat(told.verdict()).isEqualTo(verdict);
  }
}
