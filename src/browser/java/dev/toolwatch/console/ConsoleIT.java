package dev.toolwatch.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import dev.toolwatch.testing.FreePort;
import dev.toolwatch.testing.PackagedToolwatch;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every page of the console in a browser, with the data of the demo. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class ConsoleIT {
  private final Chromium chromium = new Chromium();
  private PackagedToolwatch toolwatch;
  private Tab tab;
  private String service;
  private String tool;
  private String fingerprint;
  private String trace;

  @BeforeAll
  void startTheDemo() throws IOException {
    toolwatch =
        PackagedToolwatch.start(
            "toolwatch.otlp.grpc-port=" + FreePort.next(), // the demo has to know them
            "toolwatch.otlp.http-port=" + FreePort.next(),
            "toolwatch.demo.enabled=true",
            "toolwatch.demo.rate=50",
            "toolwatch.store.flush-interval=1s",
            "toolwatch.probes.gone.kind=tcp",
            "toolwatch.probes.gone.url=tcp://127.0.0.1:" + FreePort.next());
    JsonObject busiest = first("tools?order=calls&limit=1", "tools");
    service = busiest.getString("service");
    tool = busiest.getString("tool");
    fingerprint = first("errors?status=open&limit=1", "errors").getString("fingerprint");
    trace = first("traces?limit=1", "traces").getString("trace_id");
  }

  private JsonObject first(String path, String rows) {
    return await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(250))
        .until(
            () ->
                toolwatch.ask(path).getJsonArray(rows).stream()
                    .map(JsonObject.class::cast)
                    .toList(),
            found -> !found.isEmpty())
        .get(0);
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

  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  private String complete(String path) {
    return path.replace("SERVICE", encoded(service))
        .replace("TOOL", encoded(tool))
        .replace("FINGERPRINT", encoded(fingerprint))
        .replace("TRACE", trace);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/service?service=SERVICE",
        "/tool?service=SERVICE&tool=TOOL",
        "/errors",
        "/error?fingerprint=FINGERPRINT",
        "/traces",
        "/trace?trace=TRACE",
        "/slo",
        "/report?service=SERVICE",
        "/usage",
        "/checks",
        "/check?probe=gone",
        "/coverage",
        "/system",
        "/start",
      })
  void everyPage_showsItsData_withoutErrors_toEverybody(String path) {
    tab.go(complete(path));
    assertThat(tab.page().locator(".failure")).hasCount(0);
    assertThat(tab.page().title()).endsWith("Toolwatch");
    tab.assertAccessible();
    tab.assertClean();
  }

  /** Whatever the server serves as a page, the script knows, and the reverse. */
  @Test
  void pagesOfTheServer_areThoseOfTheScript() {
    tab.go("/");
    Object script =
        tab.page()
            .evaluate(
                "fetch(document.querySelector('script[src$=\"app.js\"]').src).then(file => file.text())");
    List<String> known = new ArrayList<>();
    Pattern.compile("'(/[a-z]*)': \\{ load")
        .matcher(script.toString())
        .results()
        .forEach(page -> known.add(page.group(1)));
    assertThat(known).containsExactlyInAnyOrderElementsOf(Console.PAGES);
  }

  @Test
  void slash_searches_andEnterGoesThere() {
    tab.go("/");
    tab.page().keyboard().press("/");
    Locator search = tab.page().locator(".search input");
    assertThat(search).isFocused();
    assertThat(search).hasValue("");
    search.pressSequentially(service);
    assertThat(tab.page().locator(".search [role=option]").first()).containsText(service);
    tab.page().keyboard().press("Enter");
    tab.page().waitForURL(Pattern.compile("/service\\?.*"));
    assertThat(tab.settled().heading()).containsText(service);
    tab.assertClean();
  }

  @Test
  void navigation_keepsPeriodAndService() {
    tab.go("/?from=now-24h&to=now&service=" + encoded(service));
    for (String page : List.of("Errors", "Traces", "Service level", "Usage", "Overview")) {
      tab.link(page).first().click();
      tab.settled();
      assertThat(tab.address()).contains("from=now-24h", "service=" + encoded(service));
    }
    tab.page().goBack();
    assertThat(tab.settled().address()).startsWith("/usage?");
    tab.assertClean();
  }

  @Test
  void errorGroup_isResolved_andReopened() {
    tab.go("/error?from=now-90d&fingerprint=" + encoded(fingerprint));
    // The demo may raise it again at any time, which opens it again: the answer of the change is
    // what counts.
    tab.page()
        .waitForResponse(
            answer -> answer.url().endsWith("/resolve") && answer.status() == 200,
            () -> tab.button("Resolve").click());
    assertThat(tab.page().locator(".decision-said")).containsText("Resolved");
    assertThat(
            toolwatch.ask("audit?limit=10").getJsonArray("audit").stream()
                .map(JsonObject.class::cast)
                .map(JsonObject::encode))
        .anyMatch(change -> change.contains(fingerprint));
    tab.assertClean();
  }

  @Test
  void waiting_isShown_untilThereIsAnAnswer() {
    List<Route> held = new ArrayList<>();
    tab.page().route(Pattern.compile("/api/v1/errors\\?"), held::add);
    tab.page().navigate("/errors");
    assertThat(tab.page().locator(".skeleton").first()).isVisible(Tab.patient());
    tab.page().unroute(Pattern.compile("/api/v1/errors\\?"));
    held.forEach(Route::resume);
    tab.settled();
    assertThat(tab.page().locator(".skeleton")).hasCount(0);
    tab.assertClean();
  }

  @Test
  void failure_isExplained_andTriedAgain() {
    Pattern services = Pattern.compile("/api/v1/services\\?");
    tab.page()
        .route(
            services,
            route ->
                route.fulfill(
                    new Route.FulfillOptions()
                        .setStatus(503)
                        .setContentType("application/problem+json")
                        .setBody(
                            "{\"title\":\"Service Unavailable\",\"detail\":\"of this test\"}")));
    tab.page().navigate("/");
    assertThat(tab.page().locator(".failure").first()).containsText("of this test");
    tab.assertAccessible();
    tab.page().unroute(services);
    tab.button("Try again").first().click();
    assertThat(tab.page().locator(".failure")).hasCount(0);
    assertThat(tab.takeProblems()).isNotEmpty().allMatch(problem -> problem.startsWith("503 "));
  }

  @Test
  void backendGone_keepsWhatIsShown_andRecovers() {
    tab.go("/errors");
    tab.link("Overview").first().click();
    tab.settled();
    String before = tab.page().locator("tbody tr").first().innerText();
    tab.context().setOffline(true);
    tab.link("Errors").first().click();
    assertThat(tab.page().locator(".away")).isVisible(Tab.patient());
    tab.link("Overview").first().click();
    assertThat(tab.page().locator("tbody tr").first()).containsText(before.split("\\s", 2)[0]);
    tab.context().setOffline(false);
    tab.link("Usage").first().click();
    assertThat(tab.page().locator(".away")).hasCount(0);
    tab.takeProblems();
  }
}
