package dev.toolwatch.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.mcp.KnownEmitter;
import dev.toolwatch.otlp.CoveredIntake;
import dev.toolwatch.store.Batch;
import dev.toolwatch.testing.SettableTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What to do about each check at each emitter, and which emitter a service has. */
class AdviceTest {
  private static final Path EMITTERS = Path.of("src/test/resources/emitters");
  private static final Pattern LINK = Pattern.compile("(docs/[a-z-]+\\.md)#([a-z_-]+)");
  private static final Pattern ANCHOR = Pattern.compile("<a id=\"([a-z-]+)\"></a>");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.*)$");

  static Stream<Arguments> everyCheckOfEveryEmitter() {
    return Arrays.stream(KnownEmitter.values())
        .flatMap(
            emitter ->
                Arrays.stream(CoverageCheck.values()).map(check -> Arguments.of(emitter, check)));
  }

  @ParameterizedTest
  @MethodSource("everyCheckOfEveryEmitter")
  void advice_namesTheEmitter_andItsLinksLeadSomewhere(KnownEmitter emitter, CoverageCheck check)
      throws IOException {
    String advice = Advice.of(emitter, check);
    assertThat(advice)
        .startsWith("Emitter: " + emitter.title() + ". ")
        .matches(".*\\. See docs/emitters\\.md#[a-z-]+(, docs/[a-z-]+\\.md#[a-z_-]+)?\\.")
        .doesNotContain("null", "  ");
    for (var link : LINK.matcher(advice).results().toList()) {
      assertThat(anchors(Path.of(link.group(1)))).contains(link.group(2));
    }
  }

  /** Those set by hand, and those that GitHub makes of headings. */
  private static Set<String> anchors(Path document) throws IOException {
    String text = Files.readString(document);
    return Stream.concat(
            ANCHOR.matcher(text).results().map(match -> match.group(1)),
            HEADING
                .matcher(text)
                .results()
                .map(
                    match ->
                        match
                            .group(1)
                            .toLowerCase(Locale.ROOT)
                            .replaceAll("[^a-z0-9_ -]", "")
                            .replace(' ', '-')))
        .collect(Collectors.toSet());
  }

  @Test
  void everyEmitter_hasASectionOfItsOwn() {
    assertThat(KnownEmitter.values())
        .extracting(emitter -> Advice.of(emitter, CoverageCheck.TOOL_NAMES).replaceAll(".*#", ""))
        .doesNotHaveDuplicates();
  }

  @Test
  void page_definesEveryCheck() throws IOException {
    String page = Files.readString(Path.of("docs/coverage.md"));
    assertThat(CoverageCheck.values())
        .allSatisfy(check -> assertThat(page).contains("\n### " + check.label() + "\n"));
  }

  /** From what emitters really send. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "python-sdk | MCP Python SDK",
        "fastmcp | FastMCP",
        "fastmcp-3 | FastMCP",
        "fastmcp-4.2 | FastMCP",
        "csharp-sdk | C# SDK",
        "quarkus | quarkus-mcp-server",
        "mcp-go | mcp-go",
        "openllmetry | OpenLLMetry",
        "openinference | OpenInference",
        "logfire | Logfire",
        "openlit | OpenLIT",
        "adot | AWS ADOT Python",
        "sentry-js | Sentry",
        "sentry-python | Sentry",
        "agentcat | AgentCat or MCPCat",
        "mcpcat | AgentCat or MCPCat",
        "obi | OBI or Beyla",
        "envoy-ai-gateway | Envoy AI Gateway",
        "toolhive | ToolHive",
        "agentgateway | agentgateway",
        "spring-ai | Spring AI",
        "js-handmade | unknown or by hand",
        "rmcp | unknown or by hand",
      })
  void emitter_ofItsFixture_isRecognised(String fixture, String title) throws IOException {
    SettableTime time = new SettableTime(Instant.ofEpochSecond(1_790_000_000));
    CoverageFixture coverage = new CoverageFixture(Batch.EMPTY, time);
    CoveredIntake intake = new CoveredIntake(coverage, time, 1);
    List<Path> requests;
    try (Stream<Path> files = Files.list(EMITTERS.resolve(fixture).resolve("requests"))) {
      requests = files.filter(file -> !file.toString().contains("metrics")).sorted().toList();
    }
    for (Path request : requests) {
      intake.takeJson(Files.readAllBytes(request));
    }
    intake.settle();
    assertThat(coverage.coverage().findings()).extracting(Finding::emitter).contains(title);
  }
}
