package dev.toolwatch.traces;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpanNamesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "GET /users/42 | GET /users/{id}",
        "GET /users/42/orders/7 | GET /users/{id}/orders/{id}",
        "GET /users/7?expand=all | GET /users/{id}",
        "/docs#chapter-3 | /docs",
        "https://api.example.com/v1/items/99?q=1 | https://api.example.com/v1/items/{id}",
        "GET /o/3f2504e0-4f89-11d3-9a0c-0305e82c3301 | GET /o/{id}",
        "job 3F2504E0-4F89-11D3-9A0C-0305E82C3301 | job {id}",
        "load order-123456 | load order-{id}",
        "commit 9fceb02d0ae598e95dc970b74767f19372d61af8 | commit {id}",
        "page 3 | page {id}",
        "shard 10.0.0.117 | shard {id}",
        "backup 2026-11-27 12:30 | backup {id} {id}",
        "ip-10-0-0-1.internal v1.2.3 | ip-{id}.internal v1.2.3",
        "key eyJhbGciOiJIUzI1NiIsInR5cCI6 | key {id}",
        "claude-sonnet-4-5-20250929 | claude-sonnet-4-5-{id}",
        "SELECT * FROM orders WHERE id = ? | SELECT * FROM orders WHERE id = ?",
        "PUT s3 oauth2 /api/v2/utf-8 | PUT s3 oauth2 /api/v2/utf-8",
        "tools/call export_report | tools/call export_report",
        "defaced accessed | defaced accessed",
        "Überweisung Nr 5 | Überweisung Nr {id}"
      })
  void whatDiffersFromCallToCall_isReplaced(String raw, String name) {
    assertThat(SpanNames.of(raw, "")).isEqualTo(name);
    assertThat(SpanNames.of(name, "")).as("again").isEqualTo(name);
  }

  @Test
  void onlyAMethod_isFollowedByWhatIsCalled() {
    assertThat(SpanNames.of("GET", "api.github.com")).isEqualTo("GET api.github.com");
    assertThat(SpanNames.of("HTTP POST", "jira")).isEqualTo("HTTP POST jira");
    assertThat(SpanNames.of("post", "jira")).isEqualTo("post jira");
    assertThat(SpanNames.of("GET", "")).isEqualTo("GET");
    assertThat(SpanNames.of("GET /search", "api.github.com")).isEqualTo("GET /search");
    assertThat(SpanNames.of("SELECT", "orders")).isEqualTo("SELECT");
  }

  @Test
  void controlCharacters_andLength_areBounded() {
    assertThat(SpanNames.of("a\u0000b\nc", "")).isEqualTo("a b c");
    assertThat(SpanNames.of(" \t", "")).isEqualTo(SpanNames.UNNAMED);
    assertThat(SpanNames.of("", "jira")).isEqualTo(SpanNames.UNNAMED);
    assertThat(SpanNames.of("a b ".repeat(1_000_000), "")).hasSize(SpanNames.MAX_LENGTH);
    String pairs = SpanNames.of("x" + "\uD83D\uDE00".repeat(100), "");
    assertThat(pairs).hasSize(SpanNames.MAX_LENGTH - 1);
    assertThat(Character.isHighSurrogate(pairs.charAt(pairs.length() - 1))).isFalse();
  }

  @Test
  void manyIds_haveFewNames() {
    SplittableRandom random = new SplittableRandom(1);
    Stream<String> names =
        IntStream.range(0, 100_000)
            .mapToObj(i -> "GET /orders/%d/items/%016x".formatted(i, random.nextLong()))
            .map(name -> SpanNames.of(name, ""));
    assertThat(names.distinct()).containsExactly("GET /orders/{id}/items/{id}");
  }
}
