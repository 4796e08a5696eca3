package dev.toolwatch.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.SameSiteAttribute;
import com.sun.net.httpserver.HttpServer;
import dev.toolwatch.testing.OtlpHttpClient;
import dev.toolwatch.testing.PackagedToolwatch;
import dev.toolwatch.testing.Requests;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** The console of a Toolwatch with tokens, as its users and as those who should not get in see it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
@Tag("jar")
class ConsoleAccessIT {
  private static final String SENDER = "sesame-of-the-sender-0123456789";
  private static final String READER = "sesame-of-the-reader-0123456789";
  private static final String CHIEF = "sesame-of-the-chief-0123456789";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Chromium chromium = new Chromium();
  private PackagedToolwatch toolwatch;
  private String fingerprint;
  private Tab tab;

  @BeforeAll
  void start() throws IOException {
    toolwatch =
        PackagedToolwatch.start(
            "toolwatch.auth.tokens.sender.token=" + SENDER,
            "toolwatch.auth.tokens.sender.roles=ingest,scrape",
            "toolwatch.auth.tokens.reader.token=" + READER,
            "toolwatch.auth.tokens.reader.roles=read",
            "toolwatch.auth.tokens.chief.token=" + CHIEF,
            "toolwatch.auth.tokens.chief.roles=admin",
            "toolwatch.store.flush-interval=1s",
            "toolwatch.mcp.join-wait=0s");
    send();
    fingerprint =
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> answer("errors", READER).getJsonArray("errors"), rows -> !rows.isEmpty())
            .getJsonObject(0)
            .getString("fingerprint");
  }

  /** One call that failed. */
  private void send() {
    long end = Instant.now().toEpochMilli() * 1_000_000;
    Span.Builder call =
        Requests.failed(Requests.toolCall("find", Duration.ofMillis(20)), "java.io.IOException")
            .setStartTimeUnixNano(end - 20_000_000)
            .setEndTimeUnixNano(end);
    HttpResponse<byte[]> taken =
        new OtlpHttpClient(toolwatch.toolwatch().httpPort(), HttpClient.Version.HTTP_1_1)
            .post(
                "/v1/traces",
                Requests.request("acme/orders", call).toByteArray(),
                OtlpHttpClient.PROTOBUF,
                "Authorization",
                "Bearer " + SENDER);
    assertThat(taken.statusCode()).isEqualTo(200);
  }

  private JsonObject answer(String path, String token) {
    return new JsonObject(get("/api/v1/" + path, "Authorization", "Bearer " + token).body());
  }

  private HttpResponse<String> get(String path, String... headers) {
    try {
      return http.send(
          HttpRequest.newBuilder(URI.create("http://" + toolwatch.apiAddress() + path))
              .headers(headers)
              .build(),
          BodyHandlers.ofString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private String status() {
    return answer("errors/" + fingerprint, READER).getString("status");
  }

  @BeforeEach
  void open() {
    tab = chromium.open(toolwatch.apiAddress());
  }

  @AfterEach
  void closeTab() {
    tab.close();
  }

  @AfterAll
  void close() throws IOException {
    chromium.close();
    if (toolwatch != null) {
      toolwatch.close();
    }
  }

  private void logIn(String token) {
    Locator field = tab.page().getByLabel("Token", new Page.GetByLabelOptions().setExact(true));
    field.fill(token);
    field.press("Enter");
  }

  /** Opens a page as somebody, by way of the login. */
  private void go(String path, String token) {
    tab.page().navigate(path);
    tab.page().waitForURL(Pattern.compile("/login\\?next=.*"));
    logIn(token);
    tab.page().waitForURL(address -> !address.contains("/login"));
    tab.settled();
    tab.takeProblems();
  }

  @Test
  void login_leadsToThePageThatWasWanted_andTheTokenIsNowhere() {
    tab.page().navigate("/errors?from=now-7d&status=all");
    tab.page().waitForURL(Pattern.compile("/login\\?next=.*"));
    tab.settled().assertAccessible();
    logIn("sesame-of-nobody-0123456789");
    assertThat(tab.page().getByText("No such token").first()).isVisible(Tab.patient());
    logIn(SENDER);
    assertThat(tab.page().getByText("may not read").first()).isVisible(Tab.patient());
    assertThat(tab.context().cookies()).isEmpty();
    logIn(READER);
    tab.page().waitForURL(Pattern.compile("/errors\\?from=now-7d&status=all"));
    assertThat(tab.settled().heading()).hasText("Errors");
    Cookie cookie = tab.context().cookies().get(0);
    assertThat(cookie.httpOnly).isTrue();
    assertThat(cookie.sameSite).isEqualTo(SameSiteAttribute.STRICT);
    assertThat(cookie.value).isNotEqualTo(READER);
    Object kept =
        tab.page().evaluate("JSON.stringify([localStorage, sessionStorage, document.cookie])");
    assertThat(kept).isEqualTo("[{},{},\"\"]");
    assertThat(tab.takeProblems()).allMatch(problem -> problem.matches("(401|403) .*"));
  }

  @Test
  void reader_looks_andChangesNothing() {
    go("/error?fingerprint=" + fingerprint, READER);
    assertThat(tab.button("Resolve")).isDisabled();
    assertThat(tab.page().locator(".who")).containsText("reader");
    tab.assertAccessible();
    tab.assertClean();
  }

  @Test
  void administrator_resolvesAnErrorGroup_underTheNameOfTheToken() {
    go("/error?fingerprint=" + fingerprint, CHIEF);
    tab.button("Resolve").click();
    assertThat(tab.page().locator(".decision")).containsText("by chief");
    assertThat(status()).isEqualTo("resolved");
    tab.button("Reopen").click();
    assertThat(tab.button("Resolve")).isEnabled();
    assertThat(status()).isEqualTo("open");
    tab.assertClean();
  }

  @Test
  void signOut_endsTheSession() {
    go("/", READER);
    String cookie =
        tab.context().cookies().get(0).name + "=" + tab.context().cookies().get(0).value;
    assertThat(get("/api/v1/services", "Cookie", cookie).statusCode()).isEqualTo(200);
    tab.button("Sign out").click();
    tab.page().waitForURL(Pattern.compile("/login.*"));
    assertThat(get("/api/v1/services", "Cookie", cookie).statusCode()).isEqualTo(401);
    assertThat(tab.context().cookies()).isEmpty();
  }

  @Test
  void endedSession_leadsToTheLogin_andBack() {
    go("/", READER);
    tab.page().evaluate("fetch('/api/v1/session', { method: 'DELETE' }).then(() => null)");
    tab.link("Traces").first().click();
    tab.page().waitForURL(Pattern.compile("/login\\?next=%2Ftraces.*"));
    logIn(READER);
    tab.page().waitForURL(Pattern.compile("/traces.*"));
    assertThat(tab.settled().heading()).hasText("Traces");
  }

  /** A cookie does not know ports, and SameSite does not either: this page is of the same site. */
  @Test
  void pageOfAnotherPort_canNeitherChangeNorReadAnything() throws IOException {
    go("/", CHIEF);
    HttpServer evil =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    evil.createContext(
        "/",
        exchange -> {
          byte[] page = "<!doctype html><title>evil</title>".getBytes(UTF_8);
          exchange.getResponseHeaders().add("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    evil.start();
    try {
      String target = "http://" + toolwatch.apiAddress() + "/api/v1/";
      tab.page().navigate("http://127.0.0.1:" + evil.getAddress().getPort() + "/");
      for (String attack :
          List.of(
              "fetch('%serrors/%s/resolve', {method: 'POST', mode: 'no-cors', credentials: 'include'})",
              "fetch('%serrors/%s', {mode: 'no-cors', credentials: 'include'})")) {
        tab.takeProblems();
        tab.page()
            .evaluate(
                attack.formatted(target, fingerprint) + ".catch(() => null).then(() => null)");
        assertThat(tab.takeProblems()).anyMatch(problem -> problem.startsWith("403 " + target));
      }
      assertThat(status()).isEqualTo("open");
    } finally {
      evil.stop(0);
    }
  }

  @Test
  void reboundName_getsNothing() {
    String port = toolwatch.apiAddress().replaceAll(".*:", "");
    for (String path : List.of("/", "/console/0/app.js", "/api/v1/session")) {
      tab.page().navigate("http://" + Chromium.REBOUND + ":" + port + path);
      assertThat(tab.takeProblems()).anyMatch(problem -> problem.startsWith("421 "));
      assertThat(tab.page().content()).contains("toolwatch.http.allowed-hosts");
    }
  }

  @Test
  void pages_withoutAnyData_sayWhatToDo() throws IOException {
    try (PackagedToolwatch empty = PackagedToolwatch.start();
        Tab first = chromium.open(empty.apiAddress())) {
      for (String path :
          List.of("/", "/errors", "/traces", "/slo", "/usage", "/checks", "/coverage", "/start")) {
        first.go(path);
        assertThat(first.page().locator(".failure")).hasCount(0);
        first.assertAccessible();
      }
      first.go("/trace?trace=" + "0".repeat(32));
      assertThat(first.page().locator(".empty").first()).isVisible(Tab.patient());
      assertThat(first.takeProblems()).allMatch(problem -> problem.matches("404 .*/traces/0+"));
    }
  }

  @Test
  void consoleOff_leavesTheLinks() throws IOException {
    try (PackagedToolwatch off = PackagedToolwatch.start("toolwatch.console.enabled=false");
        Tab other = chromium.open(off.apiAddress())) {
      other.page().navigate("/");
      assertThat(other.page().locator("a[href='/api/v1']")).isVisible();
      for (String path : List.of("/errors", "/console/0/app.js")) {
        other.page().navigate(path);
        assertThat(other.takeProblems()).contains("404 http://" + off.apiAddress() + path);
      }
    }
  }
}
