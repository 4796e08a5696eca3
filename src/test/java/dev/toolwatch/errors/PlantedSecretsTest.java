package dev.toolwatch.errors;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Secrets in the stack traces of real runtimes, where a value of the caller stood. */
class PlantedSecretsTest {
  private static final String VALUE = "7f3a-12";
  private static final String IDENTITY = "Erika Mustermann";

  /** Two of each kind, and what of both must be nowhere. */
  private static final String[][] SECRETS = {
    {"erika@example.com", "max@example.org", "erika", "max@"},
    {"sk-0123456789abcdef", "sk-zyxwvu9876543210", "0123456789abcdef", "zyxwvu"},
    {"password=hunter2", "password=tr0ub4dor", "hunter2", "tr0ub4dor"},
    {"Bearer abcDEF123456", "Bearer zyxWVU654321", "abcDEF", "zyxWVU"},
    {"https://u:hidden@a.example/", "https://v:concealed@a.example/", "hidden", "concealed"},
    {"4111 1111 1111 1111", "5500-0000-0000-0004", "4111", "5500"},
    {IDENTITY, "ERIKA MUSTERMANN", "Erika", "ERIKA"},
    {"10.20.30.40", "2001:db8::77", "20.30", "2001:"},
  };

  private final StackTraces stackTraces = new StackTraces(new InAppFrames(List.of()));
  private final TextRedaction redaction = new TextRedaction(true, List.of());
  private final Fingerprints fingerprints = new Fingerprints();

  @Test
  void secrets_areNowhere_andDoNotChangeTheGroup() throws IOException {
    int planted = 0;
    for (JsonNode line : captured()) {
      Language language = Language.ofSdk(line.get("language").asText());
      String text = line.path("stacktrace").asText();
      for (String[] secret : SECRETS) {
        ParsedException one = redacted(text, language, secret[0]);
        ParsedException other = redacted(text, language, secret[1]);

        assertThat(one.toString()).as(text).doesNotContain(secret[2]);
        assertThat(other.toString()).as(text).doesNotContain(secret[3]);
        assertThat(fingerprints.of("shop", "load", one))
            .as(text + secret[0])
            .isEqualTo(fingerprints.of("shop", "load", other));
        assertThat(redaction.redact(one, List.of(IDENTITY))).isEqualTo(one);
        planted += one.toString().contains(RedactedText.REPLACEMENT) ? 1 : 0;
      }
    }
    assertThat(planted).isGreaterThan(400);
  }

  @Test
  void secretsInTypesAndFrames_areReplaced() {
    StackFrame frame =
        new StackFrame("load_ghp_abcdef12", "/a/ghp_abcdef12.py", "ghp_abcdef12", 1, 2, true);
    ParsedException exception =
        new ParsedException(
            Language.PYTHON,
            List.of(new ThrownException("ghp_abcdef12", "", List.of(frame), 3, true)),
            new Omissions(1, 2, 3, 4, 5));

    ParsedException redacted = redaction.redact(exception, List.of());

    assertThat(redacted)
        .isEqualTo(
            new ParsedException(
                Language.PYTHON,
                List.of(
                    new ThrownException(
                        "[redacted]",
                        "",
                        List.of(
                            new StackFrame(
                                "load_[redacted]", "/a/[redacted]", "[redacted]", 1, 2, true)),
                        3,
                        true)),
                new Omissions(1, 2, 3, 4, 5)));
  }

  @Test
  void secretAtTheEndOfWhatIsKept_isNotCutInTwo() {
    String before = "x ".repeat(ThrownBuilder.MAX_MESSAGE / 2 - 6);
    ParsedException parsed =
        stackTraces.parse("", Language.OTHER, "E", before + "postgres://u:hidden@db.example/");

    assertThat(redaction.redact(parsed, List.of()).toString()).doesNotContain("hid");
    assertThat(parsed.omissions().messages()).isEqualTo(1);
  }

  private ParsedException redacted(String text, Language language, String secret) {
    ParsedException parsed =
        stackTraces.parse(text.replace(VALUE, " " + secret + " "), language, "", "");
    return redaction.redact(parsed, List.of(IDENTITY));
  }

  private static List<JsonNode> captured() throws IOException {
    ObjectMapper json = new ObjectMapper();
    List<JsonNode> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/errors"))) {
      for (Path file : files.sorted().toList()) {
        for (String line : Files.readAllLines(file)) {
          if (line.contains(VALUE) && line.contains("\"stacktrace\"")) {
            lines.add(json.readTree(line));
          }
        }
      }
    }
    return lines;
  }
}
