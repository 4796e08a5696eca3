package dev.toolwatch.probe;

import static dev.toolwatch.probe.ScriptedServer.answering;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class HttpCheckTest {
  private ScriptedServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        ScriptedServer.start(answering(200, "{\"status\":\"ok\",\"n\":3,\"a\":{\"b/c\":[1,2]}}"));
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void asExpected_isUp() throws Exception {
    assertThat(check("expect.body", "\"status\":\"o.\"").run(steps()).detail())
        .isEqualTo("HTTP 200");
    assertThat(server.requests().get(0)).startsWith("GET / HTTP/1.1\n");
  }

  @ParameterizedTest
  @CsvSource({"200,200", "2xx,204", "20x,206", "'404,5xx',503", "'404,5xx',404", "401,401"})
  void status_thatIsExpected_isUp(String expected, int status) throws Exception {
    server.script(answering(status, ""));
    assertThat(check("expect.status", expected).run(steps()).detail()).isEqualTo("HTTP " + status);
  }

  @ParameterizedTest
  @CsvSource({
    "2xx, 500, DOWN, 'HTTP 500, expected 2xx'",
    "'200,3xx', 404, DOWN, 'HTTP 404, expected 200, 3xx'",
    "2xx, 301, DOWN, 'HTTP 301, expected 2xx'",
    "2xx, 401, REFUSED, HTTP 401: the token is missing or not valid",
    "2xx, 403, REFUSED, 'HTTP 403: the token is not valid, or lacks a permission'",
    "2xx, 429, RATE_LIMITED, HTTP 429: too many requests",
  })
  void status_thatIsNotExpected_isTold(
      String expected, int status, Verdict verdict, String message) {
    server.script(answering(status, ""));
    assertFailure(verdict, message, "expect.status", expected);
  }

  @ParameterizedTest
  @CsvSource({
    "expect.body, nothing like it, the body does not match expect.body",
    "expect.json, /a/none, there is no /a/none in the JSON",
    "expect.headers.X-None, x, there is no header X-None",
    "expect.headers.Content.Length, 99, the header Content-Length is not as expected",
  })
  void otherThanExpected_isDown(String setting, String value, String message) {
    assertFailure(Verdict.DOWN, message, setting, value);
  }

  @ParameterizedTest
  @CsvSource({"/status,ok", "/n,3", "/a/b~1c/1,2", "/a,'{\"b/c\":[1,2]}'"})
  void json_value_isCompared(String pointer, String value) throws Exception {
    assertThat(check("expect.json", pointer, "expect.value", value).run(steps()).detail())
        .isEqualTo("HTTP 200");
    assertThat(GivenProbe.failure(check("expect.json", pointer, "expect.value", "else"), steps()))
        .hasMessage(pointer + " is " + value + ", expected else");
  }

  @Test
  void json_thatIsNone_isDown() {
    server.script(answering(200, "<html>"));
    assertFailure(Verdict.DOWN, "the answer is not JSON", "expect.json", "/status");
  }

  @Test
  void json_withTooManyValues_isDown() {
    server.script(answering(200, "[" + "{},".repeat(100_000) + "1]"));
    assertFailure(
        Verdict.DOWN, "the answer is JSON with too many values, or too deep", "expect.json", "/0");
    server.script(answering(200, "[".repeat(5000)));
    assertFailure(
        Verdict.DOWN, "the answer is JSON with too many values, or too deep", "expect.json", "/0");
  }

  @Test
  void request_isAsSet() throws Exception {
    check("method", "POST", "body", "hello", "headers.X-Tenant", "blue", "token", "sesame")
        .run(steps());
    assertThat(server.requests().get(0))
        .startsWith("POST / HTTP/1.1\n")
        .contains("X-Tenant: blue\n", "Authorization: Bearer sesame\n", "Content-Length: 5\n")
        .endsWith("\nhello");
  }

  @Test
  void authorization_thatIsSet_goesBeforeTheToken() throws Exception {
    check("headers.authorization", "Digest x", "token", "sesame").run(steps());
    assertThat(server.requests().get(0))
        .contains("uthorization: Digest x\n")
        .doesNotContain("sesame");
  }

  @Test
  void redirect_toTheSameOrigin_isFollowedIfWanted() throws Exception {
    server.script(
        peer -> {
          String to = peer.request().startsWith("POST / ") ? "next?a=b" : null;
          peer.write(
              to == null
                  ? ScriptedServer.answer(200, Map.of(), "fine")
                  : ScriptedServer.answer(303, Map.of("Location", to), ""));
        });
    Steps steps = steps();
    check("method", "POST", "body", "x", "follow-redirects", "true", "token", "sesame").run(steps);
    assertThat(server.requests()).hasSize(2);
    assertThat(server.requests().get(1))
        .startsWith("GET /next?a=b HTTP/1.1\n")
        .contains("Authorization: Bearer sesame")
        .endsWith("\n\n");
    assertThat(steps.list().get(2).detail()).isEqualTo("POST: HTTP 303");
  }

  @ParameterizedTest
  @CsvSource({
    "http://other.example.com/, 'http://other.example.com'",
    "//127.0.0.1:1/, 'http://127.0.0.1:1'",
    "https://127.0.0.1/, 'https://127.0.0.1'",
    "mailto:a@example.com, 'without a host'",
  })
  void redirect_toAnotherOrigin_isDown(String location, String origin) {
    server.script(answering(307, Map.of("Location", location), ""));
    assertFailure(
        Verdict.DOWN,
        "redirects to another origin, " + origin + ", which is not followed",
        "follow-redirects",
        "true");
    assertThat(server.connections()).isEqualTo(1);
  }

  @Test
  void redirect_thatGoesRound_isDown() {
    server.script(answering(302, Map.of("Location", "/again"), ""));
    assertFailure(Verdict.DOWN, "redirects more than 5 times", "follow-redirects", "true");
    assertThat(server.connections()).isEqualTo(6);
  }

  @Test
  void redirect_toNowhere_isDown() {
    server.script(answering(302, ""));
    assertFailure(
        Verdict.DOWN, "HTTP 302 redirects without saying where to", "follow-redirects", "true");
    server.script(answering(302, Map.of("Location", "http://[x"), ""));
    assertFailure(Verdict.DOWN, "redirects to what is not a URL", "follow-redirects", "true");
  }

  @Test
  void expression_thatTakesYears_endsAtTheDeadline() {
    server.script(answering(200, "a".repeat(5000)));
    Steps little = GivenProbe.steps(GivenProbe.SHORT);
    CheckFailure failure = GivenProbe.failure(check("expect.body", "(a|aa)+$b"), little);
    assertThat(failure.verdict()).isEqualTo(Verdict.DOWN);
    assertThat(Duration.ofNanos(little.nanos())).isLessThan(GivenProbe.LONG);
  }

  @Test
  void endlessBody_thatNobodyAsksFor_isNotRead() throws Exception {
    server.script(ScriptedServer.endless("HTTP/1.1 200 OK\r\n\r\n"));
    assertThat(check().run(steps()).detail()).isEqualTo("HTTP 200");
    assertFailure(Verdict.DOWN, "answers more than 1 MB", "expect.body", "y");
  }

  private static Steps steps() {
    return GivenProbe.steps(GivenProbe.LONG);
  }

  private Check check(String... settings) {
    List<String> all = new ArrayList<>(List.of("kind", "http", "url", server.url("http")));
    all.addAll(List.of(settings));
    return GivenProbe.check(all.toArray(String[]::new));
  }

  private void assertFailure(Verdict verdict, String message, String... settings) {
    CheckFailure failure = GivenProbe.failure(check(settings), steps());
    assertThat(failure).hasMessage(message);
    assertThat(failure.verdict()).isEqualTo(verdict);
  }

  @Test
  void statusThatIsNone_isDown() throws Exception {
    server.script(answering(2000, ""));
    assertThat(GivenProbe.failure(check(), steps()).verdict()).isEqualTo(Verdict.DOWN);
  }
}
