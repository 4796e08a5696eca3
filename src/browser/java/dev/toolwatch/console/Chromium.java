package dev.toolwatch.console;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Debian's Chromium (package {@code chromium}), driven by Playwright. Not thread-safe. */
final class Chromium implements AutoCloseable {
  /** A name that is not ours, and resolves to this machine: as an attacker's does after rebinding. */
  static final String REBOUND = "rebound.example";

  private static final Path EXECUTABLE = Path.of("/usr/bin/chromium");

  /** Playwright would fetch a browser of its own. */
  private static final Map<String, String> NO_DOWNLOAD =
      Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");

  private final Playwright playwright =
      Playwright.create(new Playwright.CreateOptions().setEnv(NO_DOWNLOAD));
  private final Browser browser =
      playwright
          .chromium()
          .launch(
              new BrowserType.LaunchOptions()
                  .setExecutablePath(EXECUTABLE)
                  .setChromiumSandbox(false)
                  .setArgs(List.of("--host-resolver-rules=MAP " + REBOUND + " 127.0.0.1")));

  /** A window that shares nothing with others. */
  Tab open(String address) {
    BrowserContext context =
        browser.newContext(new Browser.NewContextOptions().setBaseURL("http://" + address));
    return new Tab(context);
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }
}
