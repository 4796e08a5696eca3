package dev.toolwatch.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page in Prometheus' text format, read by the lines. Labels to select by are given as names and
 * values in turn; a sample may have more of them.
 */
public record MetricsText(List<Sample> samples) {
  private static final Pattern LINE =
      Pattern.compile("([^{ ]+)(?:\\{(.*)})? (\\S+)", Pattern.DOTALL);
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  /** One line. */
  public record Sample(String name, Map<String, String> labels, double value) {}

  /**
   * A classic histogram.
   *
   * @param buckets counts by upper bound, not cumulative, empty ones too
   */
  public record Histogram(SortedMap<Double, Long> buckets, long count, double sum) {}

  public static MetricsText parse(String page) {
    List<Sample> samples = new ArrayList<>();
    page.lines()
        .filter(line -> !line.startsWith("#") && !line.isEmpty())
        .forEach(line -> samples.add(sample(line)));
    return new MetricsText(samples);
  }

  private static Sample sample(String line) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      throw new AssertionError("no sample: " + line);
    }
    Map<String, String> labels = new HashMap<>();
    if (parts.group(2) != null) {
      Matcher label = LABEL.matcher(parts.group(2));
      while (label.find()) {
        labels.put(label.group(1), label.group(2));
      }
    }
    return new Sample(parts.group(1), labels, number(parts.group(3)));
  }

  private static double number(String text) {
    return text.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(text);
  }

  /** The samples of a name, those with these labels. */
  public List<Sample> select(String name, String... labels) {
    return samples.stream()
        .filter(sample -> sample.name().equals(name) && matches(sample, labels))
        .toList();
  }

  private static boolean matches(Sample sample, String... labels) {
    for (int i = 0; i < labels.length; i += 2) {
      if (!labels[i + 1].equals(sample.labels().get(labels[i]))) {
        return false;
      }
    }
    return true;
  }

  /** The sum over the samples of a name with these labels: 0 where there is none. */
  public long sum(String name, String... labels) {
    return (long) select(name, labels).stream().mapToDouble(Sample::value).sum();
  }

  /** The one histogram of a name with these labels; its buckets are checked to make sense. */
  public Histogram histogram(String name, String... labels) {
    SortedMap<Double, Long> cumulative = new TreeMap<>();
    for (Sample bucket : select(name + "_bucket", labels)) {
      double bound = number(bucket.labels().get("le"));
      assertThat(cumulative.put(bound, (long) bucket.value())).as("one series").isNull();
    }
    SortedMap<Double, Long> buckets = new TreeMap<>();
    long below = 0;
    for (Map.Entry<Double, Long> bucket : cumulative.entrySet()) {
      assertThat(bucket.getValue()).as("cumulative").isGreaterThanOrEqualTo(below);
      buckets.put(bucket.getKey(), bucket.getValue() - below);
      below = bucket.getValue();
    }
    long count = sum(name + "_count", labels);
    assertThat(below).as("+Inf and count").isEqualTo(count);
    double sum = select(name + "_sum", labels).stream().mapToDouble(Sample::value).sum();
    return new Histogram(buckets, count, sum);
  }
}
