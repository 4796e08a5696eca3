package dev.toolwatch.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import dev.toolwatch.testing.FreePort;
import dev.toolwatch.testing.PackagedToolwatch;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Ten questions that people have about their servers, answered by clicks alone, from the first page on.
 * Writes how many clicks and seconds each takes to {@code target/console-questions.md}.
 */
@Timeout(240)
@Tag("jar")
class ConsoleQuestionsIT {
  private static final Path FIGURES = Path.of("target", "console-questions.md");
  private static final int MOST_CLICKS = 4;

  private final List<String> figures =
      new ArrayList<>(List.of("| question | clicks | seconds |", "|---|--:|--:|"));
  private Tab tab;
  private int clicks;

  @Test
  void tenQuestions_areAnsweredByClicks() throws IOException {
    try (PackagedToolwatch toolwatch = demo();
        Chromium chromium = new Chromium()) {
      Awaitility.await().atMost(Duration.ofSeconds(90)).until(() -> hasFailed(toolwatch));
      tab = chromium.open(toolwatch.apiAddress());
      ask(
          "What is wrong right now?",
          page -> sees("main", "availability demo/warehouse-mcp burns"));
      ask(
          "Which tool is slowest, and why?",
          page -> {
            click(tab("Tools"));
            click(tab.button("95th perc."));
            click(page.locator("main tbody tr").first().getByRole(AriaRole.LINK).first());
            assertThat(tab.settled().heading()).containsText("answer_question");
            sees("Where the time goes", "chat gpt-4o-mini");
          });
      ask(
          "Who is affected by the tool that fails?",
          page -> {
            click(tab.link("Errors"));
            click(page.locator("main tbody tr a").first());
            sees("main", "Users in the period");
          });
      ask(
          "What is the code at fault?",
          page -> {
            click(tab.link("Errors"));
            click(
                page.locator("main tbody tr")
                    .filter(new Locator.FilterOptions().setHasText("export_report"))
                    .filter(new Locator.FilterOptions().setHasText("java."))
                    .first()
                    .getByRole(AriaRole.LINK)
                    .first());
            sees("main", "Stack trace");
          });
      ask(
          "Is the month's service level kept?",
          page -> {
            click(tab.link("Service level"));
            click(page.locator("main tbody a[href*='/report']").first());
            sees("main", "The month by days");
          });
      ask(
          "What should we stop maintaining?",
          page -> {
            click(tab.link("Usage"));
            click(page.getByRole(AriaRole.BUTTON, named("Last 24 hours")));
            click(page.getByText("Last 30 days", new Page.GetByTextOptions().setExact(true)));
            click(tab("Stopped"));
            sees("main", "export_issues");
          });
      ask(
          "How many people used our tools this week?",
          page -> {
            click(tab.link("Usage"));
            sees("main", "Users in 7 days");
          });
      ask(
          "Does what we depend on work?",
          page -> {
            click(tab.link("Checks"));
            sees("main", "gone");
          });
      ask(
          "Where did one failed call spend its time?",
          page -> {
            click(tab.link("Traces"));
            choose(page.getByLabel("Outcome"), "server_error");
            click(page.locator("main tbody tr a").first());
            sees("main", "Critical path");
          });
      ask(
          "What does our instrumentation lack?",
          page -> {
            click(tab.link("Coverage"));
            sees("main", "Operations with the id of a session");
          });
      tab.close();
    }
    Files.write(FIGURES, figures);
    assertThat(figures).hasSize(2 + 10);
  }

  /** Whether there are traces, and an error with a stack trace of the tool that fails. */
  private static boolean hasFailed(PackagedToolwatch toolwatch) {
    return !toolwatch.ask("traces?limit=1").getJsonArray("traces").isEmpty()
        && toolwatch
            .ask("errors?service=demo/warehouse-mcp&tool=export_report")
            .getJsonArray("errors")
            .stream()
            .anyMatch(error -> ((JsonObject) error).getString("type").startsWith("java."));
  }

  private static PackagedToolwatch demo() throws IOException {
    return PackagedToolwatch.start(
        "toolwatch.otlp.grpc-port=" + FreePort.next(), // the demo has to know them
        "toolwatch.otlp.http-port=" + FreePort.next(),
        "toolwatch.demo.enabled=true",
        "toolwatch.demo.rate=400",
        "toolwatch.store.flush-interval=1s",
        "toolwatch.probes.gone.kind=tcp",
        "toolwatch.probes.gone.url=tcp://127.0.0.1:" + FreePort.next());
  }

  private void ask(String question, Consumer<Page> answer) {
    clicks = 0;
    tab.go("/");
    long begun = System.nanoTime();
    answer.accept(tab.page());
    double seconds = (System.nanoTime() - begun) / 1e9;
    figures.add(String.format(Locale.ROOT, "| %s | %d | %.1f |", question, clicks, seconds));
    assertThat(clicks).as(question).isLessThanOrEqualTo(MOST_CLICKS);
    tab.assertClean();
  }

  private void click(Locator what) {
    what.first().click();
    clicks++;
    tab.settled();
  }

  private void choose(Locator list, String value) {
    list.selectOption(value);
    clicks++;
    tab.settled();
  }

  private Locator tab(String name) {
    return tab.page().getByRole(AriaRole.TAB, named(name));
  }

  private static Page.GetByRoleOptions named(String name) {
    return new Page.GetByRoleOptions().setName(name);
  }

  /** A part of the page, by its element or heading, shows a text. */
  private void sees(String part, String text) {
    Locator place =
        part.equals("main")
            ? tab.page().locator("main")
            : tab.page().locator("section").filter(new Locator.FilterOptions().setHasText(part));
    assertThat(place.first()).containsText(text);
  }
}
