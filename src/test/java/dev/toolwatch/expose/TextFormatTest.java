package dev.toolwatch.expose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextFormatTest {
  @Test
  void text_everyType_saysWhatTheOracleSays() throws IOException {
    String ours = Families.write(Format.TEXT, Families.everyType());
    byte[] theirs = Oracle.write(PrometheusTextFormatWriter.create(), Families.everyType());
    assertThat(PageLines.of(ours)).isEqualTo(PageLines.of(new String(theirs, UTF_8)));
  }

  @Test
  void text_histogram_isCumulativeAndWithoutExemplars() {
    String page =
        Families.write(
            Format.TEXT,
            Families.family(
                "wait_seconds",
                MetricFamily.Type.HISTOGRAM,
                Families.duration("search", NativeBuckets.NONE)));
    String labels = "gen_ai_tool_name=\"search\",service_name=\"shop\"";
    assertThat(page)
        .isEqualTo(
            """
            # HELP wait_seconds What wait_seconds counts.
            # TYPE wait_seconds histogram
            wait_seconds_bucket{$,le="0.01"} 3
            wait_seconds_bucket{$,le="0.1"} 7
            wait_seconds_bucket{$,le="1"} 9
            wait_seconds_bucket{$,le="+Inf"} 10
            wait_seconds_count{$} 10
            wait_seconds_sum{$} 1.25
            """
                .replace("$", labels));
  }

  @Test
  void text_histogramWithoutLabels_hasTheBoundAlone() {
    HistogramSample sample =
        new HistogramSample(
            Labels.EMPTY, 0, 0, 0, new double[0], new long[1], new Exemplar[0], NativeBuckets.NONE);
    assertThat(
            Families.write(Format.TEXT, Families.family("h", MetricFamily.Type.HISTOGRAM, sample)))
        .contains("h_bucket{le=\"+Inf\"} 0\nh_count 0\nh_sum 0\n");
  }

  @Test
  void text_labelValue_isEscaped() {
    String page = Families.write(Format.TEXT, Families.gauge("g", Labels.of("a", "x\\\"\ny"), 1));
    assertThat(page).endsWith("g{a=\"x\\\\\\\"\\ny\"} 1\n");
  }

  @Test
  void text_help_escapesLineFeedsAndBackslashesButNoQuotes() {
    MetricFamily family =
        new MetricFamily(
            "g",
            "a \"b\" \\ c\nd",
            "",
            MetricFamily.Type.GAUGE,
            List.of(new GaugeSample(Labels.EMPTY, 1)));
    assertThat(Families.write(Format.TEXT, family)).startsWith("# HELP g a \"b\" \\\\ c\\nd\n");
  }

  @Test
  void text_halfASurrogatePair_staysValidUtf8() {
    String page = Families.write(Format.TEXT, Families.gauge("g", Labels.of("a", "\ud83cx"), 1));
    assertThat(page).contains("g{a=\"?x\"} 1");
  }

  @Test
  void text_counter_isNamedTotalInItsHeader() {
    assertThat(Families.write(Format.TEXT, Families.counter("calls", Labels.EMPTY, 3)))
        .isEqualTo(
            """
            # HELP calls_total What calls counts.
            # TYPE calls_total counter
            calls_total 3
            """);
  }
}
