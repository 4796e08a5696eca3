package dev.toolwatch.expose;

import dev.toolwatch.wire.ByteSink;
import java.util.List;

/** The text format of OpenMetrics 1.0, with exemplars and created timestamps. */
final class OpenMetricsFormat {
  static final String CONTENT_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private OpenMetricsFormat() {}

  static void write(List<MetricFamily> families, ByteSink sink) {
    for (MetricFamily family : families) {
      header(sink, family);
      new SeriesLines(sink, true).write(family);
    }
    sink.utf8("# EOF\n");
  }

  private static void header(ByteSink sink, MetricFamily family) {
    String type =
        switch (family.type()) {
          case COUNTER -> "counter";
          case GAUGE -> "gauge";
          case HISTOGRAM -> "histogram";
          case SUMMARY -> "summary";
          case UNTYPED -> "unknown";
          case INFO -> "info";
        };
    sink.utf8("# TYPE " + family.name() + " " + type + "\n");
    if (!family.unit().isEmpty()) {
      sink.utf8("# UNIT " + family.name() + " " + family.unit() + "\n");
    }
    if (!family.help().isEmpty()) {
      sink.utf8("# HELP " + family.name() + " ");
      LabelText.escaped(sink, family.help(), true);
      sink.write('\n');
    }
  }
}
