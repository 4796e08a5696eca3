package dev.toolwatch.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.testing.RawConnection;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Logging in to the console, what a session is good for, and what others can do with it. */
@QuarkusTest
@TestProfile(AccessControlTest.WithTokens.class)
@Timeout(60)
class ConsoleLoginTest {
  private static final String SESSION = "/api/v1/session";
  private static final String RESOLVE = "/api/v1/errors/1-" + "0".repeat(32) + "/resolve";
  private static final String JSON = "application/json";

  private final TestClient client = TestClient.plain();

  private HttpResponse<String> logIn(String token, String... headers) {
    return client.send(
        client
            .request(Port.API, SESSION, headers)
            .header("Content-Type", JSON)
            .POST(BodyPublishers.ofString(new JsonObject().put("token", token).encode())));
  }

  /** The cookie of a new session, as a browser sends it back. */
  private String session(Role role) {
    return cookie(logIn(TestTokens.of(role)));
  }

  private static String cookie(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.headers().firstValue("set-cookie").orElseThrow().split(";", 2)[0];
  }

  private int get(String path, String cookie, String... headers) {
    HttpRequest.Builder request = client.request(Port.API, path, headers).header("Cookie", cookie);
    return client.send(request.GET()).statusCode();
  }

  private int change(String method, String path, String cookie, String... headers) {
    return client
        .send(
            client
                .request(Port.API, path, headers)
                .header("Cookie", cookie)
                .method(method, BodyPublishers.noBody()))
        .statusCode();
  }

  private static String self() {
    return "http://localhost:" + TestClient.port(Port.API);
  }

  @Test
  void rightToken_isExchangedForACookieThatScriptsCannotRead() {
    HttpResponse<String> answer = logIn(TestTokens.of(Role.READ));
    String cookie = answer.headers().firstValue("set-cookie").orElseThrow();
    assertThat(cookie)
        .startsWith("toolwatch-session=")
        .contains("; Max-Age=43200", "; Path=/", "; SameSite=Strict")
        .containsIgnoringCase("; HttpOnly")
        .doesNotContain("Secure", "Domain", TestTokens.of(Role.READ));
    assertThat(answer.headers().firstValue("cache-control")).hasValue("no-store");
    JsonObject body = new JsonObject(answer.body());
    assertThat(body.getString("authentication")).isEqualTo("token");
    assertThat(body.getString("name")).isEqualTo("reader");
    assertThat(body.getString("role")).isEqualTo("read");
    assertThat(body.getBoolean("can_change")).isFalse();
    assertThat(Instant.parse(body.getString("expires_at")))
        .isBetween(
            Instant.now().plus(Duration.ofHours(11)), Instant.now().plus(Duration.ofHours(13)));
  }

  @Test
  void session_saysWhoOneIs() {
    HttpResponse<String> answer =
        client.get(Port.API, SESSION, "Cookie", session(Role.ADMIN), "Accept", JSON);
    JsonObject body = new JsonObject(answer.body());
    assertThat(body.getString("name")).isEqualTo("chief");
    assertThat(body.getString("role")).isEqualTo("admin");
    assertThat(body.getBoolean("can_change")).isTrue();
    JsonObject byToken =
        new JsonObject(
            client.get(Port.API, SESSION, "Authorization", TestTokens.bearer(Role.READ)).body());
    assertThat(byToken.getString("name")).isEqualTo("reader");
    assertThat(byToken.getValue("expires_at")).isNull();
    assertThat(client.get(Port.API, SESSION).statusCode()).isEqualTo(401);
  }

  /** As wrong bearer tokens are, and counted with them. */
  @ParameterizedTest
  @ValueSource(strings = {TestTokens.UNKNOWN, "short", "what is this?"})
  void wrongToken_isUnauthorizedAndCounted(String token) {
    double before = refused("unknown");
    HttpResponse<String> answer = logIn(token);
    assertThat(answer.statusCode()).isEqualTo(401);
    assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(answer.headers().firstValue("www-authenticate").orElseThrow()).startsWith("Bearer ");
    assertThat(answer.headers().firstValue("set-cookie")).isEmpty();
    assertThat(answer.body()).doesNotContain(token);
    assertThat(refused("unknown")).isEqualTo(before + 1);
  }

  @ParameterizedTest
  @EnumSource(names = {"INGEST", "SCRAPE"})
  void tokensOfMachines_cannotLogIn(Role role) {
    double before = refused("forbidden");
    HttpResponse<String> answer = logIn(TestTokens.of(role));
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.headers().firstValue("set-cookie")).isEmpty();
    assertThat(refused("forbidden")).isEqualTo(before + 1);
  }

  @ParameterizedTest
  @CsvSource({"READ, 200, 403, 403", "ADMIN, 200, 200, 404"})
  void session_mayDoWhatItsTokenMay(Role role, int reading, int audit, int changing) {
    String cookie = session(role);
    assertThat(get("/api/v1/services", cookie)).isEqualTo(reading);
    assertThat(get("/api/v1/audit", cookie)).isEqualTo(audit);
    assertThat(change("POST", RESOLVE, cookie, "Origin", self())).isEqualTo(changing);
  }

  /** Neither what a form of another site sends nor what an old browser leaves out. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "X-Nothing | at all | 403",
        "Sec-Fetch-Site | none | 403",
        "Sec-Fetch-Site | cross-site | 403",
        "Sec-Fetch-Site | same-site | 403",
        "Origin | https://evil.example | 403",
        "Origin | null | 403",
        "Origin | http://localhost:1 | 403",
        "Sec-Fetch-Site | same-origin | 404",
      })
  void change_withASession_mustComeFromOurOwnPage(String header, String value, int status) {
    String cookie = session(Role.ADMIN);
    double before = refused("cross_site");
    assertThat(change("POST", RESOLVE, cookie, header, value)).isEqualTo(status);
    assertThat(refused("cross_site")).isEqualTo(before + (status == 403 ? 1 : 0));
  }

  /** A cookie does not know ports: a page of another one on this machine could send it. */
  @Test
  void read_withASession_isNotForOtherOrigins() {
    String cookie = session(Role.READ);
    assertThat(get("/api/v1/services", cookie, "Sec-Fetch-Site", "same-site")).isEqualTo(403);
    assertThat(get("/api/v1/services", cookie, "Sec-Fetch-Site", "same-origin")).isEqualTo(200);
    assertThat(get("/api/v1/services", cookie, "Sec-Fetch-Site", "none")).isEqualTo(200);
  }

  @Test
  void bodies_mustBeJson() {
    for (String type : new String[] {"text/plain", "application/x-www-form-urlencoded"}) {
      HttpRequest.Builder request =
          client
              .request(Port.API, SESSION, "Content-Type", type)
              .POST(BodyPublishers.ofString("{\"token\":\"" + TestTokens.of(Role.READ) + "\"}"));
      assertThat(client.send(request).statusCode()).as(type).isEqualTo(415);
    }
    assertThat(logIn(TestTokens.of(Role.READ), "Origin", "https://evil.example").statusCode())
        .isEqualTo(403);
  }

  /** Of somebody whom nobody knows, no more than this is read. */
  @Test
  void login_longerThanAnyToken_isRefusedByItsHead() throws IOException {
    assertThat(logIn("x".repeat(5000)).statusCode()).isEqualTo(413);
    String head = "POST " + SESSION + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: " + JSON;
    for (String length : new String[] {"Content-Length: 4097", "Transfer-Encoding: chunked"}) {
      try (RawConnection connection = new RawConnection(TestClient.port(Port.API))) {
        connection.send(head + "\r\n" + length + "\r\n\r\n");
        assertThat(connection.read().status()).as(length).isEqualTo(413);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "{}", "[]", "{\"token\":1}", "{\"token\":\"\"}", "{\"tokens\":\"x\"}"})
  void login_withoutAToken_isABadRequest(String body) {
    HttpRequest.Builder request =
        client.request(Port.API, SESSION, "Content-Type", JSON).POST(BodyPublishers.ofString(body));
    assertThat(client.send(request).statusCode()).isEqualTo(400);
  }

  @Test
  void logout_endsTheSession() {
    String cookie = session(Role.READ);
    double before = refused("session");
    HttpResponse<String> answer =
        client.send(client.request(Port.API, SESSION, "Cookie", cookie).DELETE());
    assertThat(answer.statusCode()).isEqualTo(204);
    assertThat(answer.headers().firstValue("set-cookie").orElseThrow())
        .startsWith("toolwatch-session=;")
        .contains("Max-Age=0");
    assertThat(get("/api/v1/services", cookie)).isEqualTo(401);
    assertThat(refused("session")).isEqualTo(before + 1);
    assertThat(change("DELETE", SESSION, cookie)).isEqualTo(204);
  }

  @Test
  void login_endsTheSessionBeforeIt() {
    String first = session(Role.READ);
    String second = cookie(logIn(TestTokens.of(Role.READ), "Cookie", first));
    assertThat(second).isNotEqualTo(first);
    assertThat(get(SESSION, first)).isEqualTo(401);
    assertThat(get(SESSION, second)).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"toolwatch-session=", "toolwatch-session=0", "toolwatch-session", "x; =;"})
  void madeUpCookie_isNoSession(String cookie) {
    assertThat(get("/api/v1/services", cookie)).isEqualTo(401);
  }

  /** The name that TLS demands is not taken without it, and a bearer token decides alone. */
  @Test
  void session_countsByItsOwnName_andWithoutAToken() {
    String cookie = session(Role.READ);
    assertThat(get("/api/v1/services", "__Host-" + cookie)).isEqualTo(401);
    assertThat(get("/api/v1/services", cookie, "Authorization", "Bearer " + TestTokens.UNKNOWN))
        .isEqualTo(401);
  }

  @Test
  void otherPorts_takeNoSession() {
    String cookie = session(Role.ADMIN);
    assertThat(client.get(Port.MANAGEMENT, "/metrics", "Cookie", cookie).statusCode())
        .isEqualTo(401);
    assertThat(client.postOtlp("Cookie", cookie).statusCode()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /", "GET /login", "GET /console/0/app.js", "POST /api/v1/session"})
  void otherHostName_isMisdirected(String request) throws IOException {
    try (RawConnection connection = new RawConnection(TestClient.port(Port.API))) {
      connection.send(
          request
              + " HTTP/1.1\r\nHost: evil.example\r\nAccept: text/html\r\nContent-Length: 0\r\n\r\n");
      assertThat(connection.read().status()).isEqualTo(421);
    }
  }

  /** The pages need no token, but everything else does: also what is written like them. */
  @ParameterizedTest
  @CsvSource({
    "/, 200",
    "/login, 200",
    "/errors, 200",
    "/console/0/app.js, 404",
    "/console, 401",
    "/console/../api/v1/services, 401",
    "/console/%2e%2e/api/v1/services, 401",
    "/console/..;/api/v1/services, 404",
    "/docs/settings, 401",
    "/q/openapi, 401",
    "/login/x, 401",
    "/_static/htm/3.1.1/preact/standalone.module.js, 401",
    "/webjars/uplot/1.6.30/dist/uPlot.iife.min.js, 401",
  })
  void pages_areOpen_andNothingElse(String path, int status) throws IOException {
    try (RawConnection connection = new RawConnection(TestClient.port(Port.API))) {
      connection.send("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n");
      assertThat(connection.readHead().status()).isEqualTo(status);
    }
    assertThat(
            client.send(client.request(Port.API, path).POST(BodyPublishers.noBody())).statusCode())
        .isEqualTo(401);
  }

  private double refused(String reason) {
    String series = "toolwatch_auth_refused_total{port=\"api\",reason=\"" + reason + "\"} ";
    return client
        .get(Port.MANAGEMENT, "/metrics", "Authorization", TestTokens.bearer(Role.SCRAPE))
        .body()
        .lines()
        .filter(line -> line.startsWith(series))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length())))
        .sum();
  }
}
