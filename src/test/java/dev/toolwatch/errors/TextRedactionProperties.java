package dev.toolwatch.errors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TextRedactionProperties {
  private static final List<String> IDENTITIES = List.of("bob", "x@y");
  private static final String KEY = "ghp_0123456789abcdefghij";

  private final TextRedaction redaction =
      new TextRedaction(true, List.of("o\\d", "(?<=a)b|b$", "\\bq+(?!=)"));

  @Property(tries = 3_000)
  void redactingAgain_changesNothing(@ForAll("texts") String text) {
    String once = redaction.redact(text, IDENTITIES);
    assertThat(redaction.redact(once, IDENTITIES)).isEqualTo(once);
  }

  @Property(tries = 3_000)
  void groupOfARedactedMessage_staysWhenItIsRedactedAgain(@ForAll("texts") String text) {
    StackTraces stackTraces = new StackTraces(new InAppFrames(List.of()));
    Fingerprints fingerprints = new Fingerprints();
    ParsedException once =
        redaction.redact(stackTraces.parse("", Language.OTHER, "E", text), IDENTITIES);
    assertThat(fingerprints.of("shop", "load", redaction.redact(once, IDENTITIES)))
        .isEqualTo(fingerprints.of("shop", "load", once));
  }

  @Property(tries = 3_000)
  void key_isReplacedWhereverItStands(
      @ForAll("texts") String before, @ForAll("texts") String after) {
    String text = redaction.redact(before + " " + KEY + " " + after, IDENTITIES);
    assertThat(text).doesNotContain("0123456789abcdefghij");
  }

  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> piece =
        Arbitraries.of(
            "password",
            "token",
            "--key",
            "key",
            "=",
            ": ",
            " ",
            "\"",
            "'",
            "\\",
            "\n",
            "Bearer ",
            "basic ",
            "Authorization: ",
            "Cookie=",
            "abc123",
            "a",
            "b",
            "bob",
            "o1",
            "q",
            "@",
            "%40",
            "x.example.com",
            "://",
            "/",
            "?",
            "&",
            "sig",
            "-----BEGIN RSA PRIVATE KEY",
            "-----END",
            "-----",
            "sk-0123456789abcd",
            "eyJhbGciOiJIUzI1NiJ9",
            "4111",
            "1111 ",
            "4111111111111111",
            "10.0.0.1",
            "::",
            "fe80",
            ":",
            ".",
            "[",
            "]",
            "[redacted]",
            "redacted",
            "<",
            ">",
            "--",
            ";",
            ",",
            "\ud800");
    return Arbitraries.oneOf(piece, Arbitraries.strings().ofMaxLength(3))
        .list()
        .ofMaxSize(25)
        .map(pieces -> pieces.stream().collect(Collectors.joining()));
  }
}
