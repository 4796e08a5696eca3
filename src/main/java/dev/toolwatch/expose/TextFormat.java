package dev.toolwatch.expose;

import dev.toolwatch.wire.ByteSink;
import java.util.List;

/** Prometheus' text format 0.0.4: no exemplars, no created timestamps, no native histograms. */
final class TextFormat {
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private TextFormat() {}

  static void write(List<MetricFamily> families, ByteSink sink) {
    for (MetricFamily family : families) {
      header(sink, family);
      new SeriesLines(sink, false).write(family);
    }
  }

  private static void header(ByteSink sink, MetricFamily family) {
    // In this format a family has the name of its samples.
    String name =
        switch (family.type()) {
          case COUNTER -> family.name() + "_total";
          case INFO -> family.name() + "_info";
          case GAUGE, HISTOGRAM, SUMMARY, UNTYPED -> family.name();
        };
    String type =
        switch (family.type()) {
          case COUNTER -> "counter";
          case GAUGE, INFO -> "gauge";
          case HISTOGRAM -> "histogram";
          case SUMMARY -> "summary";
          case UNTYPED -> "untyped";
        };
    if (!family.help().isEmpty()) {
      sink.utf8("# HELP " + name + " ");
      LabelText.escaped(sink, family.help(), false);
      sink.write('\n');
    }
    sink.utf8("# TYPE " + name + " " + type + "\n");
  }
}
