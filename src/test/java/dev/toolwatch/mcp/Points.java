package dev.toolwatch.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.toolwatch.signal.Attributes;
import dev.toolwatch.signal.HistogramPoint;
import dev.toolwatch.signal.Vocabulary;
import dev.toolwatch.wire.Text;
import java.util.List;

/** Makes data points by hand: cumulative ones of a server, with two buckets below and above 1 s. */
final class Points {
  private static final Vocabulary VOCABULARY = Recognitions.withDefaults().vocabulary();

  private Points() {}

  /** Seconds of the points' times are counted from the fixture's time. */
  static long nanos(double seconds) {
    return OwnMetricsFixture.NOW_MILLIS * 1_000_000 + (long) (seconds * 1e9);
  }

  static HistogramPoint cumulative(
      String instance, String tool, double start, double time, long fast, long slow) {
    HistogramPoint point = blank(instance, tool, false);
    point.temporality(HistogramPoint.CUMULATIVE);
    point.startNanos(nanos(start));
    point.timeNanos(nanos(time));
    explicit(point, fast, slow);
    return point;
  }

  static HistogramPoint delta(
      String instance, String tool, double start, double time, long fast, long slow) {
    HistogramPoint point = cumulative(instance, tool, start, time, fast, slow);
    point.temporality(HistogramPoint.DELTA);
    return point;
  }

  static HistogramPoint exponential(
      String tool, double start, double time, int scale, int offset, long... counts) {
    HistogramPoint point = blank("a", tool, true);
    point.temporality(HistogramPoint.CUMULATIVE);
    point.startNanos(nanos(start));
    point.timeNanos(nanos(time));
    point.distribution().scale(scale);
    point.distribution().offset(offset);
    for (long count : counts) {
      point.distribution().addBucket(count);
    }
    return point;
  }

  /** Without any buckets. */
  static HistogramPoint blank(String instance, String tool, boolean exponential) {
    HistogramPoint point = new HistogramPoint(VOCABULARY);
    point.clearPoint(exponential);
    set(point.metric(), "mcp.server.operation.duration");
    set(point.unit(), "s");
    Text key = text("service.instance.id");
    point.resourceDigest().add(key, Attributes.Type.TEXT, text(instance));
    attribute(point, "mcp.method.name", "tools/call");
    attribute(point, "gen_ai.tool.name", tool);
    return point;
  }

  static void attribute(HistogramPoint point, String key, String value) {
    Text name = text(key);
    Text text = text(value);
    point.digest().add(name, Attributes.Type.TEXT, text);
    int id = VOCABULARY.find(name);
    if (id >= 0) {
      point.attributes().putText(id, text.bytes(), text.offset(), text.length());
    }
  }

  private static void explicit(HistogramPoint point, long fast, long slow) {
    point.distribution().addBound(1);
    List.of(fast, slow).forEach(point.distribution()::addBucket);
    point.distribution().count(fast + slow);
    point.distribution().sum(fast * 0.5 + slow * 2);
  }

  static void set(Text text, String value) {
    byte[] bytes = value.getBytes(UTF_8);
    text.set(bytes, 0, bytes.length);
  }

  private static Text text(String value) {
    Text text = new Text();
    set(text, value);
    return text;
  }
}
