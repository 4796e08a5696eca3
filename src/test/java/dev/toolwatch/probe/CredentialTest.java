package dev.toolwatch.probe;

import static dev.toolwatch.probe.ScriptedServer.answering;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where tokens come from, and that they go nowhere but to the service. */
@Timeout(60)
class CredentialTest {
  private static final String TOKEN = "open-sesame-0123456789";

  @TempDir Path directory;
  private ScriptedServer server;

  @BeforeEach
  void start() throws IOException {
    server = ScriptedServer.start(answering(200, Service.GITLAB.body));
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  @Test
  void file_isReadBeforeEachCheck() throws Exception {
    Path file = directory.resolve("token");
    Check check = check(file);
    Files.writeString(file, "  first \n");
    check.run(GivenProbe.steps(GivenProbe.LONG));
    Files.writeString(file, "second");
    check.run(GivenProbe.steps(GivenProbe.LONG));
    assertThat(server.requests().get(0)).contains("PRIVATE-TOKEN: first\n");
    assertThat(server.requests().get(1)).contains("PRIVATE-TOKEN: second\n");
  }

  @Test
  void file_thatCannotBeUsed_isNamed() throws Exception {
    Path file = directory.resolve("token");
    assertFailure(file, "the token file " + file + " does not exist");
    Files.writeString(file, " \n");
    assertFailure(file, "the token file " + file + " is empty");
    Files.writeString(file, TOKEN.repeat(5000));
    assertFailure(file, "the token file " + file + " is larger than 64 kB");
    Files.writeString(file, TOKEN + "\nX-Other: header");
    assertFailure(file, "the token has line breaks or characters that are not in ASCII");
    assertFailure(directory, "the token file " + directory + " cannot be read");
    assertThat(server.connections()).isZero();
  }

  /** Every kind that has a token. */
  static Stream<List<String>> kindsWithToken() {
    List<String> web =
        List.of(
            "http",
            "jira",
            "linear",
            "github",
            "gitlab",
            "asana",
            "notion",
            "confluence",
            "qdrant",
            "weaviate",
            "chroma",
            "elasticsearch");
    return Stream.concat(
        web.stream().map(kind -> List.of(kind, "http", "")),
        Stream.of(
            List.of("redis", "redis", ""),
            List.of("postgresql", "postgresql", "/a"),
            List.of("pgvector", "postgresql", "/a")));
  }

  /** Against services that echo what they got, in all that a check reads. */
  @ParameterizedTest
  @MethodSource("kindsWithToken")
  void token_isInNoMessageAndNoStep(List<String> kind) throws Exception {
    List<ScriptedServer.Script> scripts =
        List.of(
            answering(200, "{\"status\":\"" + TOKEN + "\",\"version\":\"" + TOKEN + "\"}"),
            answering(401, Map.of("WWW-Authenticate", TOKEN), TOKEN),
            answering(403, Map.of("X-Accepted", TOKEN), TOKEN),
            answering(429, Map.of("Retry-After", TOKEN, "RateLimit-Reset", TOKEN), TOKEN),
            answering(500, TOKEN),
            answering(302, Map.of("Location", "http://" + TOKEN + "/" + TOKEN), ""),
            answering(
                400,
                "{\"errors\":[{\"message\":\"m\",\"extensions\":{\"code\":\"%s\"}}]}"
                    .formatted(TOKEN)),
            peer -> peer.write("HTTP/1.1 200 " + TOKEN + "\r\n" + TOKEN + "\r\n\r\n"),
            peer -> peer.write(TOKEN),
            peer -> {
              peer.line();
              peer.write("-ERR unknown command, with args beginning with: " + TOKEN + "\r\n");
            },
            ScriptedServer.resetting());
    List<String> told = new ArrayList<>();
    for (ScriptedServer.Script script : scripts) {
      server.script(script);
      tell(told, kind);
      if (kind.get(0).equals("http")) {
        tell(told, kind, "follow-redirects", "true");
        tell(told, kind, "expect.json", "/status", "expect.value", "other");
      }
    }
    assertThat(told).isNotEmpty().noneMatch(text -> text.contains(TOKEN));
  }

  /** Services that place it where a text is cut. */
  @ParameterizedTest
  @ValueSource(strings = {"http", "linear", "weaviate", "redis"})
  void token_whereATextIsCut_isNotTold_noPartOfIt(String kind) throws Exception {
    List<String> told = new ArrayList<>();
    for (int length = 140; length < 200; length++) {
      String text = "x".repeat(length) + TOKEN;
      server.script(
          switch (kind) {
            case "http" -> answering(200, "{\"status\":\"" + text + "\"}");
            case "linear" ->
                answering(400, "{\"errors\":[{\"extensions\":{\"code\":\"%s\"}}]}".formatted(text));
            case "weaviate" -> answering(200, "{\"version\":\"" + text + "\"}");
            default ->
                peer -> {
                  peer.line();
                  peer.write("-ERR " + text + "\r\n");
                };
          });
      List<String> web = List.of(kind, kind.equals("redis") ? "redis" : "http", "");
      tell(told, web);
      if (kind.equals("http")) {
        tell(told, web, "expect.json", "/status", "expect.value", "other");
      }
    }
    assertThat(told)
        .anyMatch(text -> text.contains("…"))
        .noneMatch(text -> text.contains(TOKEN.substring(0, 4)));
  }

  private void tell(List<String> told, List<String> kind, String... more)
      throws InterruptedException {
    List<String> settings =
        new ArrayList<>(
            List.of(
                "kind",
                kind.get(0),
                "url",
                server.url(kind.get(1)) + kind.get(2),
                "token",
                TOKEN,
                "private-addresses",
                "true"));
    if (kind.get(1).equals("postgresql")) {
      settings.addAll(List.of("user", "me"));
    }
    settings.addAll(List.of(more));
    // Most of what the others get never ends for a database.
    Steps steps = GivenProbe.steps(kind.get(1).equals("http") ? GivenProbe.LONG : GivenProbe.SHORT);
    try {
      told.add(GivenProbe.check(settings.toArray(String[]::new)).run(steps).detail());
    } catch (CheckFailure e) {
      told.add(e.getMessage());
    }
    steps.list().forEach(step -> told.add(step.toString()));
  }

  private Check check(Path file) {
    return GivenProbe.check(
        "kind",
        "gitlab",
        "url",
        server.url("http"),
        "token-file",
        file.toString(),
        "private-addresses",
        "true");
  }

  private void assertFailure(Path file, String message) {
    CheckFailure failure = GivenProbe.failure(check(file), GivenProbe.steps(GivenProbe.LONG));
    assertThat(failure).hasMessage(message);
    assertThat(failure.verdict()).isEqualTo(Verdict.DOWN);
  }
}
