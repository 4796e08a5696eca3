package dev.toolwatch.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.util.ArrayList;
import java.util.List;

/** A tab of a browser that remembers everything that went wrong in it. */
final class Tab implements AutoCloseable {
  /** On a busy machine. */
  private static final double PATIENCE_MILLIS = 30_000;

  private static final String REPORT_VIOLATIONS =
      "document.addEventListener('securitypolicyviolation',"
          + " event => console.error('CSP: ' + event.violatedDirective + ' ' + event.blockedURI))";

  private final BrowserContext context;
  private final Page page;
  private final List<String> problems = new ArrayList<>();

  Tab(BrowserContext context) {
    this.context = context;
    context.setDefaultTimeout(PATIENCE_MILLIS);
    context.addInitScript(REPORT_VIOLATIONS);
    page = context.newPage();
    page.onConsoleMessage(this::said);
    page.onPageError(error -> problems.add("thrown: " + error));
    page.onResponse(this::answered);
  }

  /** Chromium also says of answers with an error status that they failed: those are seen as answers. */
  private void said(ConsoleMessage message) {
    if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
      problems.add(message.text());
    }
  }

  private void answered(Response response) {
    if (response.status() >= 400) {
      problems.add(response.status() + " " + response.url());
    }
  }

  Page page() {
    return page;
  }

  BrowserContext context() {
    return context;
  }

  /** Goes to a page of the console, and waits until it shows its data. */
  Tab go(String path) {
    page.navigate(path);
    return settled();
  }

  /** Waits until the page shows its data. */
  Tab settled() {
    assertThat(heading()).isVisible(patient());
    assertThat(page.locator("[aria-busy=true]"))
        .hasCount(0, new LocatorAssertions.HasCountOptions().setTimeout(PATIENCE_MILLIS));
    return this;
  }

  static LocatorAssertions.IsVisibleOptions patient() {
    return new LocatorAssertions.IsVisibleOptions().setTimeout(PATIENCE_MILLIS);
  }

  Locator heading() {
    return page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setLevel(1));
  }

  Locator button(String name) {
    return page.getByRole(
        AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  Locator link(String name) {
    return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  /** The path and query of the page. */
  String address() {
    return page.evaluate("location.pathname + location.search").toString();
  }

  /** Nothing was logged as an error, thrown, refused by the policy or answered with an error. */
  void assertClean() {
    assertThat(problems).isEmpty();
  }

  /** What has gone wrong so far, which is forgotten. */
  List<String> takeProblems() {
    List<String> taken = List.copyOf(problems);
    problems.clear();
    return taken;
  }

  /** axe finds nothing, by all its rules. */
  void assertAccessible() {
    assertThat(new AxeBuilder(page).analyze().getViolations())
        .extracting(
            rule ->
                rule.getId()
                    + ": "
                    + rule.getNodes().stream().map(node -> node.getHtml()).limit(3).toList())
        .isEmpty();
  }

  @Override
  public void close() {
    context.close();
  }
}
