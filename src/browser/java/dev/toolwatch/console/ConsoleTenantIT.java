package dev.toolwatch.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import dev.toolwatch.testing.FreePort;
import dev.toolwatch.testing.OtlpHttpClient;
import dev.toolwatch.testing.PackagedToolwatch;
import dev.toolwatch.testing.Requests;
import io.opentelemetry.proto.trace.v1.Span;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The console with a tenant's token. Each tenant has calls, errors, traces, users, an objective and a probe
 * under names that begin with its own: no page of the one has a word of the other.
 */
@Timeout(180)
@Tag("jar")
class ConsoleTenantIT {
  private static final String NORTH = "north";
  private static final String SOUTH = "south";

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void everyPage_showsTheTenantsOwn_andNothingOfAnother() throws IOException {
    List<String> settings = new ArrayList<>();
    for (String tenant : List.of(NORTH, SOUTH)) {
      String tokens = "toolwatch.auth.tokens." + tenant + ".";
      settings.add(tokens + "token=" + token(tenant));
      settings.add(tokens + "roles=ingest,admin");
      settings.add(tokens + "tenant=" + tenant);
      String own = "toolwatch.tenants." + tenant + ".";
      settings.add(own + "slo.objectives." + tenant + "goal.target=90");
      settings.add(own + "probes." + tenant + "door.kind=tcp");
      settings.add(own + "probes." + tenant + "door.url=tcp://127.0.0.1:" + FreePort.next());
    }
    settings.add("toolwatch.store.flush-interval=1s");
    settings.add("toolwatch.mcp.join-wait=0s");
    settings.add("toolwatch.traces.linger=100ms");
    try (PackagedToolwatch toolwatch = PackagedToolwatch.start(settings.toArray(String[]::new));
        Chromium chromium = new Chromium()) {
      for (String tenant : List.of(NORTH, SOUTH)) {
        send(toolwatch, tenant);
      }
      for (String tenant : List.of(NORTH, SOUTH)) {
        String other = tenant.equals(NORTH) ? SOUTH : NORTH;
        try (Tab tab = chromium.open(toolwatch.apiAddress())) {
          look(tab, pages(toolwatch, tenant), tenant, other);
        }
      }
    }
  }

  private void look(Tab tab, List<String> pages, String tenant, String other) {
    logIn(tab, tenant);
    int own = 0;
    for (String path : pages) {
      String shown = tab.go(path).page().locator("body").innerText();
      assertThat(shown).as(path).doesNotContainIgnoringCase(other);
      own += shown.contains(tenant + "-") || shown.contains(tenant + "door") ? 1 : 0;
    }
    assertThat(own).as("pages with something of the tenant").isGreaterThanOrEqualTo(10);
    tab.assertClean();
    Response found =
        tab.page()
            .waitForResponse(
                answer -> answer.url().contains("/api/v1/search"),
                () -> tab.page().getByPlaceholder("Search").fill(other));
    assertThat(new JsonObject(found.text()).getJsonArray("search")).isEmpty();
  }

  private void logIn(Tab tab, String tenant) {
    tab.page().navigate("/");
    tab.page().waitForURL(Pattern.compile("/login\\?next=.*"));
    Locator field = tab.page().getByLabel("Token", new Page.GetByLabelOptions().setExact(true));
    field.fill(token(tenant));
    field.press("Enter");
    tab.page().waitForURL(address -> !address.contains("/login"));
    tab.settled();
    tab.takeProblems();
  }

  private List<String> pages(PackagedToolwatch toolwatch, String tenant) {
    String service = "service=" + tenant + "-orders";
    String error = first(toolwatch, tenant, "errors").getString("fingerprint");
    String trace = first(toolwatch, tenant, "traces").getString("trace_id");
    first(toolwatch, tenant, "services");
    first(toolwatch, tenant, "probes");
    return List.of(
        "/",
        "/service?" + service,
        "/tool?tool=" + tenant + "-find&" + service,
        "/errors",
        "/error?fingerprint=" + error,
        "/traces",
        "/trace?trace=" + trace,
        "/slo",
        "/report?" + service,
        "/usage",
        "/checks",
        "/check?probe=" + tenant + "door",
        "/coverage",
        "/system",
        "/start");
  }

  private JsonObject first(PackagedToolwatch toolwatch, String tenant, String listing) {
    Callable<JsonArray> rows =
        () ->
            new JsonObject(
                    http.send(
                            HttpRequest.newBuilder(
                                    URI.create(
                                        "http://" + toolwatch.apiAddress() + "/api/v1/" + listing))
                                .header("Authorization", "Bearer " + token(tenant))
                                .build(),
                            BodyHandlers.ofString())
                        .body())
                .getJsonArray(listing);
    return await()
        .atMost(Duration.ofSeconds(60))
        .until(rows, found -> !found.isEmpty())
        .getJsonObject(0);
  }

  private static String token(String tenant) {
    return "sesame-of-" + tenant + "-0123456789";
  }

  /** Ten calls, of which one failed, in traces with the same ids for each tenant. */
  private static void send(PackagedToolwatch toolwatch, String tenant) {
    long end = Instant.now().toEpochMilli() * 1_000_000;
    Span.Builder[] spans = new Span.Builder[10];
    for (int i = 0; i < spans.length; i++) {
      Span.Builder call =
          Requests.toolCall(tenant + "-find", Duration.ofMillis(20))
              .setTraceId(Requests.id(0, i + 1))
              .setStartTimeUnixNano(end - 20_000_000)
              .setEndTimeUnixNano(end)
              .addAttributes(Requests.attribute("enduser.id", tenant + "-user" + i));
      spans[i] = i == 0 ? Requests.failed(call, tenant + "-Failure") : call;
    }
    assertThat(
            new OtlpHttpClient(toolwatch.toolwatch().httpPort(), HttpClient.Version.HTTP_1_1)
                .post(
                    "/v1/traces",
                    Requests.request(tenant + "-orders", spans).toByteArray(),
                    OtlpHttpClient.PROTOBUF,
                    "Authorization",
                    "Bearer " + token(tenant))
                .statusCode())
        .isEqualTo(200);
  }
}
