package dev.toolwatch.errors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextRedactionTest {
  private final TextRedaction redaction = new TextRedaction(true, List.of());

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "mail to alice.b+x@mail.example.com failed|mail to [redacted] failed",
        "u=bob%40example.org&x=1|u=[redacted]&x=1",
        "key sk-proj-abcdefgh12345678 is wrong|key [redacted] is wrong",
        "ghp_abcdefghijklmnopqrstuvwxyz0123456789|[redacted]",
        "(xoxb-1234-abcdef)|([redacted])",
        "AKIAIOSFODNN7EXAMPLE.|[redacted].",
        "for AIzaSyD-abcdefghijklmnopqrstuvwxyz12345|for [redacted]",
        "'glpat-abcdefghij'|'[redacted]'",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl expired|[redacted] expired",
        "password=hunter2|password=[redacted]",
        "DB_PASSWORD: hunter2, next|DB_PASSWORD: [redacted], next",
        "Server=a;Password=hunter2;Timeout=3|Server=a;Password=[redacted];Timeout=3",
        "f(password='a b', x=1)|f(password='[redacted]', x=1)",
        "{\"api_key\": \"ab\\\"cd\", \"n\": 1}|{\"api_key\": \"[redacted]\", \"n\": 1}",
        "{\\\"api_key\\\":\\\"abcd\\\",\\\"n\\\":1}|{\\\"api_key\\\":\\\"[redacted]\\\",\\\"n\\\":1}",
        "X-Api-Key => abcd|X-Api-Key => [redacted]",
        "<password>hunter2</password>|<password>[redacted]</password>",
        "run --token abcdef now|run --token [redacted] now",
        "Authorization: Bearer abc def|Authorization: [redacted]",
        "got Bearer abc123.def/x= back|got Bearer [redacted] back",
        "got Basic dXNlcjpwYXNz back|got Basic [redacted] back",
        "Set-Cookie: a=b; c=d|Set-Cookie: [redacted]",
        "https://user:pa@ss@db.example.com/x|https://[redacted]@db.example.com/x",
        "postgres://u:p/w@localhost:5432/db|postgres://[redacted]@localhost:5432/db",
        "GET https://a.example/x?id=1&sig=abc&access_token=x%20y failed|GET https://a.example/x?id=1&sig=[redacted]&access_token=[redacted] failed",
        "card 4111 1111 1111 1111 declined|card [redacted] declined",
        "order 12 4111-1111-1111-1111 declined|order 12 [redacted] declined",
        "amex 378282246310005|amex [redacted]",
        "connect 10.1.2.3:5432|connect [redacted]:5432",
        "connect [2001:db8::1]:5432|connect [[redacted]]:5432",
        "from ::1, fe80::1:2 and ::ffff:10.0.0.1.|from [redacted], [redacted] and [redacted]."
      })
  void secrets_areReplaced(String text, String expected) {
    assertThat(redaction.redact(text, List.of())).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Order 12 not found",
        "total_tokens=12, max tokens: 4096",
        "lodash@4.17.21 and github.com/pkg/errors@v0.9.1 and node_modules/@scope/x.js",
        "card 4111 1111 1111 1112 is mistyped",
        "at 1700000000123 ms, trace 4bf92f3577b34da6a3ce929d0e0e4736",
        "Token::new and std::vec::Vec, dead::beef, 12:34:56, 1.2.3, 256.1.1.1",
        "Basic authentication or Bearer token required",
        "a passwordless login; the password is wrong",
        "https://example.com:8080/a@b?page=2#x",
        "http://[redacted]@host/ password=[redacted] Authorization: [redacted]",
        "sk-learn, npm_config, AKIA, task-1"
      })
  void whatIsNoSecret_stays(String text) {
    assertThat(redaction.redact(text, List.of())).isEqualTo(text);
  }

  @Test
  void privateKeys_areReplaced_cutOnesToTheEnd() {
    String key = "-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc=\n-----END RSA PRIVATE KEY-----";
    assertThat(redaction.redact("a " + key + " b", List.of())).isEqualTo("a [redacted] b");
    assertThat(redaction.redact("a " + key.substring(0, 40) + "\nzz", List.of()))
        .isEqualTo("a [redacted]");
  }

  @Test
  void ipAddresses_stayWithoutTheFlag() {
    String text = "connect 10.1.2.3:5432 ::1";
    assertThat(new TextRedaction(false, List.of()).redact(text, List.of())).isEqualTo(text);
  }

  @Test
  void identities_areReplacedAsWholeWords_inAnyCase_theLongestFirst() {
    assertThat(
            redaction.redact(
                "no ALICE, alice smith, /home/alice/x, malice or alice1",
                List.of("alice", " ", "Alice Smith")))
        .isEqualTo("no [redacted], [redacted], /home/[redacted]/x, malice or alice1");
  }

  @Test
  void patterns_areReplaced_andNeverReachIntoWhatIs() {
    TextRedaction own = new TextRedaction(false, List.of("order-\\d+", "red"));
    assertThat(own.redact("red order-12 password=x", List.of()))
        .isEqualTo("[redacted] [redacted] password=[redacted]");
  }

  @Test
  void patternThatBacktracks_endsByItsLimit_andTheTextIsReplaced() {
    TextRedaction slow = new TextRedaction(false, List.of("(x+x+)+y"));
    assertThat(slow.redact("x".repeat(8_000), List.of())).isEqualTo("[redacted]");
    assertThat(slow.givenUp()).isEqualTo(1);
    assertThat(slow.redact("xxy z", List.of())).isEqualTo("[redacted] z");
    assertThat(slow.givenUp()).isEqualTo(1);
  }

  @Test
  void patternThatTakesTooMuchStack_endsByIt_andTheTextIsReplaced() {
    TextRedaction deep = new TextRedaction(false, List.of("(?:a|b)+c"));
    assertThat(deep.redact("ab".repeat(32_000), List.of())).isEqualTo("[redacted]");
    assertThat(deep.givenUp()).isEqualTo(1);
  }

  @Test
  void patterns_readTextsUpToTheirLimit_andLongerOnesAreReplaced() {
    TextRedaction own = new TextRedaction(false, List.of("zz"));
    String longest = "a".repeat(TextRedaction.MAX_TEXT);
    assertThat(own.redact(longest, List.of())).isEqualTo(longest);
    assertThat(own.givenUp()).isZero();
    assertThat(own.redact(longest + "a", List.of())).isEqualTo("[redacted]");
    assertThat(own.givenUp()).isEqualTo(1);
  }

  @Test
  void patterns_tooManyTooLongWrongOrEmpty_throw() {
    assertThat(new TextRedaction(false, Collections.nCopies(TextRedaction.MAX_PATTERNS, "a")))
        .isNotNull();
    for (List<String> patterns :
        List.of(
            Collections.nCopies(TextRedaction.MAX_PATTERNS + 1, "a"),
            List.of("a".repeat(TextRedaction.MAX_PATTERN + 1)),
            List.of("(a"),
            List.of("a*"))) {
      assertThatThrownBy(() -> new TextRedaction(false, patterns))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
