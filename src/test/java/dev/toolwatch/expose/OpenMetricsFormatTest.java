package dev.toolwatch.expose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class OpenMetricsFormatTest {
  @Test
  void openMetrics_everyType_saysWhatTheOracleSays() throws IOException {
    String ours = Families.write(Format.OPEN_METRICS, Families.everyType());
    byte[] theirs =
        Oracle.write(new OpenMetricsTextFormatWriter(true, false), Families.everyType());
    assertThat(PageLines.of(ours)).isEqualTo(PageLines.of(new String(theirs, UTF_8)));
  }

  @Test
  void openMetrics_histogram_hasUnitExemplarCreatedAndEnd() {
    MetricFamily family =
        new MetricFamily(
            "wait_seconds",
            "Waiting.",
            "seconds",
            MetricFamily.Type.HISTOGRAM,
            List.of(Families.duration("search", NativeBuckets.NONE)));
    String labels = "gen_ai_tool_name=\"search\",service_name=\"shop\"";
    assertThat(Families.write(Format.OPEN_METRICS, family))
        .isEqualTo(
            """
            # TYPE wait_seconds histogram
            # UNIT wait_seconds seconds
            # HELP wait_seconds Waiting.
            wait_seconds_bucket{$,le="0.01"} 3
            wait_seconds_bucket{$,le="0.1"} 7 # {trace_id="%s",span_id="%s"} 0.075 1760000100.456
            wait_seconds_bucket{$,le="1.0"} 9
            wait_seconds_bucket{$,le="+Inf"} 10
            wait_seconds_count{$} 10
            wait_seconds_sum{$} 1.25
            wait_seconds_created{$} 1760000000.123
            # EOF
            """
                .formatted(Families.TRACE, Families.SPAN)
                .replace("$", labels));
  }

  @Test
  void openMetrics_help_escapesQuotes() {
    MetricFamily family =
        new MetricFamily(
            "g", "a \"b\"", "", MetricFamily.Type.GAUGE, List.of(new GaugeSample(Labels.EMPTY, 1)));
    assertThat(Families.write(Format.OPEN_METRICS, family)).contains("# HELP g a \\\"b\\\"\n");
  }

  @Test
  void openMetrics_exemplarWithoutSpanAndTime_leavesThemOut() {
    Exemplar exemplar = new Exemplar(Families.TRACE, "", 1, 0);
    String page =
        Families.write(
            Format.OPEN_METRICS,
            Families.counter("calls", new CounterSample(Labels.EMPTY, 1, 0, exemplar)));
    assertThat(page).contains("calls_total 1 # {trace_id=\"" + Families.TRACE + "\"} 1\n");
  }

  @Test
  void openMetrics_noFamilies_isTheEndAlone() {
    assertThat(Families.write(Format.OPEN_METRICS)).isEqualTo("# EOF\n");
  }
}
