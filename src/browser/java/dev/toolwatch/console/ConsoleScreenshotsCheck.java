package dev.toolwatch.console;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.toolwatch.testing.FreePort;
import dev.toolwatch.testing.PackagedToolwatch;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Takes a screenshot of every page with the data of the demo, at three widths in light and dark, for people
 * to look at: {@code ./mvnw verify -Pservers -Dtests.skipUnit -Dit.test=ConsoleScreenshotsCheck}, in {@code
 * target/screenshots}. No build runs it. The pictures of the documentation are among them.
 */
class ConsoleScreenshotsCheck {
  private static final Path PICTURES = Path.of("target", "screenshots");
  private static final Map<Integer, Integer> SIZES = Map.of(390, 844, 1280, 800, 1920, 1080);

  /** For the demo to send enough. */
  private static final Duration WARM_UP = Duration.ofSeconds(90);

  @Test
  void everyPage_atEverySize_lightAndDark() throws IOException {
    try (PackagedToolwatch toolwatch =
            PackagedToolwatch.start(
                "toolwatch.otlp.grpc-port=" + FreePort.next(), // the demo has to know them
                "toolwatch.otlp.http-port=" + FreePort.next(),
                "toolwatch.demo.enabled=true",
                "toolwatch.probes.payments.kind=tcp",
                "toolwatch.probes.payments.url=tcp://127.0.0.1:" + FreePort.next());
        Chromium chromium = new Chromium()) {
      Awaitility.await()
          .pollDelay(WARM_UP)
          .atMost(WARM_UP.multipliedBy(2))
          .until(() -> !toolwatch.ask("traces?limit=1").getJsonArray("traces").isEmpty());
      Map<String, String> pages = pages(toolwatch);
      for (Map.Entry<Integer, Integer> size : SIZES.entrySet()) {
        try (Tab tab = chromium.open(toolwatch.apiAddress())) {
          tab.page().setViewportSize(size.getKey(), size.getValue());
          for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
            tab.page().emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            String kind = size.getKey() + "-" + scheme.name().toLowerCase(Locale.ROOT);
            pages.forEach(
                (name, path) -> take(tab, path, PICTURES.resolve(name + "-" + kind + ".png")));
          }
        }
      }
    }
  }

  private static void take(Tab tab, String path, Path picture) {
    tab.go(path).page().screenshot(new Page.ScreenshotOptions().setPath(picture));
  }

  private static Map<String, String> pages(PackagedToolwatch toolwatch) {
    String service = "service=demo/warehouse-mcp";
    Map<String, String> pages = new TreeMap<>();
    pages.put("overview", "/");
    pages.put("service", "/service?" + service);
    pages.put("tool", "/tool?tool=export_report&" + service);
    pages.put("errors", "/errors");
    pages.put("error", "/error?fingerprint=" + first(toolwatch, "errors", "fingerprint"));
    pages.put("traces", "/traces");
    pages.put("trace", "/trace?trace=" + first(toolwatch, "traces", "trace_id"));
    pages.put("slo", "/slo");
    pages.put("report", "/report?service=demo/issues-mcp");
    pages.put("usage", "/usage");
    pages.put("checks", "/checks");
    pages.put("check", "/check?probe=payments");
    pages.put("coverage", "/coverage");
    pages.put("system", "/system");
    pages.put("start", "/start");
    return pages;
  }

  /** Of the tool that fails. */
  private static String first(PackagedToolwatch toolwatch, String listing, String field) {
    JsonObject answer =
        toolwatch.ask(listing + "?service=demo/warehouse-mcp&tool=export_report&limit=1");
    return answer.getJsonArray(listing).getJsonObject(0).getString(field);
  }
}
