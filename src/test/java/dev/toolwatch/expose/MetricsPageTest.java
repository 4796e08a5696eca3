package dev.toolwatch.expose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.toolwatch.testing.SettableTime;
import dev.toolwatch.wire.ByteLimitException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class MetricsPageTest {
  private final SettableTime time = new SettableTime(Instant.ofEpochMilli(Families.CREATED));
  private int maxBytes = 1 << 20;
  private int maxPlainBytes = 1 << 20;

  @Test
  void render_sourceThatFails_leavesTheOthersAndIsCounted() throws Exception {
    MetricsPage page =
        page(
            source(
                "throws",
                () -> {
                  throw new IllegalStateException("no metrics today");
                }),
            source("fails", () -> CompletableFuture.failedFuture(new IOException("gone"))),
            source("null", () -> null),
            source("nullList", () -> CompletableFuture.completedFuture(null)),
            source("works", Families.gauge("depth", Labels.EMPTY, 7)));
    assertThat(text(page))
        .contains("depth 7\n")
        .contains("toolwatch_exposition_failures_total{source=\"throws\"} 1\n")
        .contains("toolwatch_exposition_failures_total{source=\"fails\"} 1\n")
        .contains("toolwatch_exposition_failures_total{source=\"null\"} 1\n")
        .contains("toolwatch_exposition_failures_total{source=\"nullList\"} 1\n")
        .contains("toolwatch_exposition_failures_total{source=\"works\"} 0\n");
    assertThat(text(page)).contains("toolwatch_exposition_failures_total{source=\"fails\"} 2\n");
  }

  @Test
  void render_sourceThatNeverAnswers_isLeftOut() throws Exception {
    MetricsPage page =
        page(
            source("hangs", CompletableFuture::new),
            source("works", Families.gauge("depth", Labels.EMPTY, 7)));
    assertThat(text(page))
        .contains("depth 7\n")
        .contains("toolwatch_exposition_failures_total{source=\"hangs\"} 1\n");
  }

  @Test
  void render_conflictingFamily_isLeftOutAndCounted() throws Exception {
    MetricsPage page =
        page(
            source("first", Families.gauge("calls", Labels.EMPTY, 1)),
            source("second", Families.counter("calls", Labels.EMPTY, 2)));
    assertThat(text(page))
        .contains("calls 1\n")
        .doesNotContain("calls_total")
        .contains("toolwatch_exposition_conflicts_total{family=\"calls\"} 1\n");
  }

  @Test
  void render_gzip_inflatesToTheSamePage() throws Exception {
    MetricsPage page = page(source("works", Families.durations()));
    byte[] gzip = page.render(Format.PROTOBUF, true).toByteArray();
    byte[] inflated = new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes();
    assertThat(inflated).isEqualTo(page.render(Format.PROTOBUF, false).toByteArray());
  }

  @Test
  void render_pageOverItsLimit_isRefused() {
    maxBytes = 200;
    MetricsPage page = page(source("works", Families.durations()));
    assertThatThrownBy(() -> page.render(Format.TEXT, true)).isInstanceOf(ByteLimitException.class);
  }

  @Test
  void render_moreThanAPlainPageMayHave_isTooLargeUnlessCompressed() throws InterruptedException {
    maxPlainBytes = 200;
    MetricsPage page = page(source("works", Families.durations()));
    assertThatThrownBy(() -> page.render(Format.TEXT, false))
        .isInstanceOf(ByteLimitException.class);
    assertThat(page.render(Format.TEXT, true).length()).isPositive();
  }

  private MetricsPage page(MetricSource... sources) {
    return new MetricsPage(
        List.of(sources),
        new BoundedCounter("refused", "", "reason", 3, time),
        Duration.ofMillis(50),
        maxBytes,
        maxPlainBytes,
        time);
  }

  private static String text(MetricsPage page) throws InterruptedException {
    return new String(page.render(Format.TEXT, false).toByteArray(), UTF_8);
  }

  private static MetricSource source(String name, MetricFamily family) {
    return source(name, () -> CompletableFuture.completedFuture(List.of(family)));
  }

  private static MetricSource source(
      String name, Supplier<CompletionStage<List<MetricFamily>>> families) {
    return new MetricSource() {
      @Override
      public CompletionStage<List<MetricFamily>> families() {
        return families.get();
      }

      @Override
      public String sourceName() {
        return name;
      }
    };
  }
}
