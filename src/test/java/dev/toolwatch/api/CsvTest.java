package dev.toolwatch.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CsvTest {
  @Test
  void row_valuesThatWouldBreakIt_areQuoted() {
    Csv csv = new Csv("a", "b");
    csv.row("one,two", "say \"hi\"");
    csv.row("two\nlines", "");
    assertThat(csv).hasToString("a,b\r\n\"one,two\",\"say \"\"hi\"\"\"\r\n\"two\nlines\",\r\n");
  }

  @Test
  void row_valuesThatLookLikeFormulas_areText() {
    Csv csv = new Csv("a");
    csv.row("=1+1");
    csv.row("@sum");
    assertThat(csv).hasToString("a\r\n'=1+1\r\n'@sum\r\n");
  }
}
