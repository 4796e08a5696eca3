package dev.toolwatch.expose;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.toolwatch.wire.ByteSink;
import java.util.List;

/** Families to write, and what is written of them. */
final class Families {
  static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  static final String SPAN = "00f067aa0ba902b7";
  static final long CREATED = 1_760_000_000_123L;
  static final Exemplar EXEMPLAR = new Exemplar(TRACE, SPAN, 0.075, 1_760_000_100_456L);

  private Families() {}

  static MetricFamily counter(String name, Labels labels, double value) {
    return counter(name, new CounterSample(labels, value, 0));
  }

  static MetricFamily counter(String name, CounterSample... samples) {
    return family(name, MetricFamily.Type.COUNTER, samples);
  }

  static MetricFamily gauge(String name, Labels labels, double value) {
    return family(name, MetricFamily.Type.GAUGE, new GaugeSample(labels, value));
  }

  static MetricFamily family(String name, MetricFamily.Type type, Sample... samples) {
    return new MetricFamily(name, "What " + name + " counts.", "", type, List.of(samples));
  }

  /** In seconds: three classic buckets, one exemplar in the second, native buckets. */
  static MetricFamily durations() {
    return new MetricFamily(
        "mcp_server_operation_duration_seconds",
        "Duration of operations.",
        "seconds",
        MetricFamily.Type.HISTOGRAM,
        List.of(
            duration(
                "search",
                new NativeBuckets(
                    3, 1e-9, 1, -30, new long[] {2, 0, 3, 0, 0, 0, 4}, 0, new long[0])),
            duration("fetch", NativeBuckets.NONE)));
  }

  static HistogramSample duration(String tool, NativeBuckets nativeBuckets) {
    return new HistogramSample(
        Labels.of("gen_ai_tool_name", tool, "service_name", "shop"),
        CREATED,
        10,
        1.25,
        new double[] {0.01, 0.1, 1},
        new long[] {3, 4, 2, 1},
        new Exemplar[] {Exemplar.NONE, EXEMPLAR, Exemplar.NONE, Exemplar.NONE},
        nativeBuckets);
  }

  /** One family of each type, with all that a sample can have. */
  static List<MetricFamily> everyType() {
    return List.of(
        counter(
            "calls",
            new CounterSample(Labels.of("tool", "search"), 42, CREATED, EXEMPLAR),
            new CounterSample(Labels.of("tool", "ünï \"q\" \\ \n 日本 🎉"), 0.5, 0)),
        gauge("temperature", Labels.EMPTY, -1.5),
        durations(),
        family(
            "sizes",
            MetricFamily.Type.SUMMARY,
            new SummarySample(
                Labels.of("service_name", "shop"),
                CREATED,
                7,
                12.5,
                new double[] {0.5, 0.99, 1},
                new double[] {1, 2.5, 3})),
        family("mystery", MetricFamily.Type.UNTYPED, new UntypedSample(Labels.EMPTY, 1e21)),
        family(
            "build",
            MetricFamily.Type.INFO,
            new InfoSample(Labels.of("version", "0.1.0-SNAPSHOT"))));
  }

  static String write(Format format, MetricFamily... families) {
    return write(format, List.of(families));
  }

  static String write(Format format, List<MetricFamily> families) {
    return new String(bytes(format, families), UTF_8);
  }

  static byte[] bytes(Format format, List<MetricFamily> families) {
    ByteSink sink = new ByteSink(16, 1 << 20);
    format.write(families, sink);
    return sink.toByteArray();
  }
}
