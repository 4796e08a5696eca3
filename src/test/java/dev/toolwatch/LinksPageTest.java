package dev.toolwatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.LinksPage.Link;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinksPageTest {
  private static final LinksPage PAGE =
      new LinksPage("A & B", "x < y", List.of(new Link("/a?b=\"c\"", "<what>")));

  @Test
  void html_isEscaped() {
    assertThat(PAGE.html())
        .contains("<h1>A &amp; B</h1>", "<p>x &lt; y</p>")
        .contains("<a href=\"/a?b=&quot;c&quot;\">", "<dd>&lt;what></dd>");
  }

  @Test
  void jsonAndText_haveTheLinks() {
    assertThat(PAGE.json().getJsonArray("links").getJsonObject(0).getString("path"))
        .isEqualTo("/a?b=\"c\"");
    assertThat(PAGE.text()).isEqualTo("A & B\nx < y\n\n/a?b=\"c\"  <what>\n");
  }
}
