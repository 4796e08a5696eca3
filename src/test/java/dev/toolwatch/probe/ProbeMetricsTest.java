package dev.toolwatch.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.expose.GaugeSample;
import dev.toolwatch.expose.InfoSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ProbeMetricsTest {
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| `(mcp_probe_\\w+)` \\| gauge \\| ([^|]*) \\|");
  private static final Instant TIME = Instant.ofEpochSecond(1_800_000_000);

  private static ProbeView view(Verdict state) {
    ProbeStatus status =
        state == null
            ? ProbeStatus.UNKNOWN
            : new ProbeStatus(
                state,
                TIME,
                TIME,
                state,
                "",
                250_000_000,
                0,
                TIME.plusSeconds(100),
                ProbesContract.facts("find", "make"),
                TIME.plusSeconds(1));
    return new ProbeView(
        "orders", "mcp", "https://orders", "orders", "acme/orders", Duration.ofSeconds(30), status);
  }

  private static Map<String, Double> page(ProbeView... probes) {
    Map<String, Double> page = new TreeMap<>();
    for (MetricFamily family :
        new ProbeMetrics(() -> List.of(probes)).families().toCompletableFuture().join()) {
      for (Sample sample : family.samples()) {
        if (sample instanceof GaugeSample gauge) {
          page.put(family.name() + gauge.labels(), gauge.value());
        } else if (sample instanceof InfoSample info) {
          page.put(family.name() + "_info" + info.labels(), 1.0);
        }
      }
    }
    return page;
  }

  @Test
  void everythingKnown_isShown() {
    String labels = "[probe, orders, kind, mcp]";
    Map<String, Double> page = page(view(Verdict.SLOW));
    assertThat(page)
        .containsEntry("mcp_probe_success" + labels, 1.0)
        .containsEntry("mcp_probe_state[probe, orders, kind, mcp, state, slow]", 1.0)
        .containsEntry("mcp_probe_state[probe, orders, kind, mcp, state, up]", 0.0)
        .containsEntry("mcp_probe_duration_seconds" + labels, 0.25)
        .containsEntry("mcp_probe_last_check_timestamp_seconds" + labels, 1.8e9)
        .containsEntry("mcp_probe_interval_seconds" + labels, 30.0)
        .containsEntry("mcp_probe_tls_expiry_timestamp_seconds" + labels, 1.8e9 + 100)
        .containsEntry("mcp_probe_tools[probe, orders]", 2.0)
        .containsEntry("mcp_probe_tools_changed_timestamp_seconds[probe, orders]", 1.8e9 + 1)
        .containsEntry(
            "mcp_probe_info[probe, orders, kind, mcp, host, orders, service_name, acme/orders]",
            1.0);
    for (Verdict failed : new Verdict[] {Verdict.DOWN, Verdict.REFUSED, Verdict.RATE_LIMITED}) {
      assertThat(page(view(failed))).containsEntry("mcp_probe_success" + labels, 0.0);
    }
  }

  @Test
  void beforeTheFirstCheck_onlyTheProbeItselfIsShown() {
    assertThat(page(view(null)).keySet())
        .allMatch(series -> series.startsWith("mcp_probe_in")) // info, interval
        .hasSize(2);
    assertThat(page()).isEmpty();
  }

  @Test
  void page_hasTheFamiliesOfTheTable_withTheirLabels() throws IOException {
    Map<String, String> documented = new TreeMap<>();
    Matcher row = ROW.matcher(Files.readString(Path.of("docs", "reference", "metrics.md")));
    while (row.find()) {
      documented.put(
          row.group(1),
          new TreeSet<>(List.of(row.group(2).replace("`", "").split(", "))).toString());
    }
    Map<String, String> shown = new TreeMap<>();
    for (MetricFamily family :
        new ProbeMetrics(() -> List.of(view(Verdict.UP))).families().toCompletableFuture().join()) {
      Sample sample = family.samples().get(0);
      Labels labels =
          sample instanceof GaugeSample gauge ? gauge.labels() : ((InfoSample) sample).labels();
      TreeSet<String> names = new TreeSet<>();
      for (int i = 0; i < labels.size(); i++) {
        names.add(labels.name(i));
      }
      shown.put(family.name() + (sample instanceof InfoSample ? "_info" : ""), names.toString());
    }
    assertThat(shown).isEqualTo(documented);
  }
}
