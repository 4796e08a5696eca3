package dev.toolwatch.expose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.expose.UnreadPages.Page;
import org.junit.jupiter.api.Test;

/** Which pages have to go when those that nobody reads take too much memory. */
class UnreadPagesTest {
  private final UnreadPages pages = new UnreadPages(100);

  @Test
  void moreBytesThanTheLimit_oldestGo() {
    Page first = new Page(null, 40);
    Page second = new Page(null, 40);
    assertThat(pages.add(first)).isEmpty();
    assertThat(pages.add(second)).isEmpty();
    assertThat(pages.add(new Page(null, 60))).containsExactly(first);
    assertThat(pages.add(new Page(null, 60))).hasSize(2).contains(second);
  }

  @Test
  void pageAboveTheLimit_isServedAlone() {
    assertThat(pages.add(new Page(null, 1000))).isEmpty();
    assertThat(pages.add(new Page(null, 1000))).hasSize(1);
  }

  @Test
  void sentOrCut_leaveRoom() {
    Page first = new Page(null, 90);
    pages.add(first);
    assertThat(pages.remove(first)).isTrue();
    assertThat(pages.remove(first)).isFalse();
    assertThat(pages.add(new Page(null, 90))).isEmpty();
  }
}
