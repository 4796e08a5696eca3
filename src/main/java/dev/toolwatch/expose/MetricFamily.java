package dev.toolwatch.expose;

import java.util.List;
import java.util.Objects;

/**
 * Series with one name, meaning and type.
 *
 * @param name the base name, with the unit and without {@code _total} or {@code _info}
 * @param help one sentence for people
 * @param unit the last part of the name, such as {@code seconds}; or empty
 * @param samples of the kind that the type has; written in this order
 */
public record MetricFamily(
    String name, String help, String unit, Type type, List<? extends Sample> samples) {
  /** The type of the samples. */
  enum Type {
    COUNTER(CounterSample.class, "_total", "_created"),
    GAUGE(GaugeSample.class),
    HISTOGRAM(HistogramSample.class, "_bucket", "_count", "_sum", "_created"),
    SUMMARY(SummarySample.class, "_count", "_sum", "_created"),
    UNTYPED(UntypedSample.class),
    INFO(InfoSample.class, "_info");

    private final Class<? extends Sample> kind;

    @SuppressWarnings("ImmutableEnumChecker") // it is one of List.of
    private final List<String> suffixes;

    Type(Class<? extends Sample> kind, String... suffixes) {
      this.kind = kind;
      this.suffixes = List.of(suffixes);
    }

    private void check(Class<? extends Sample> given, String name) {
      if (!given.equals(kind)) {
        throw new IllegalArgumentException(
            name + " is a " + this + " and cannot have a " + given.getSimpleName());
      }
    }

    Class<? extends Sample> kind() {
      return kind;
    }

    /** The suffixes that the names of samples may add to the family's name. */
    List<String> suffixes() {
      return suffixes;
    }
  }

  /** A family of sums. */
  public static MetricFamily counter(
      String name, String help, List<? extends CounterSample> samples) {
    return new MetricFamily(name, help, "", Type.COUNTER, samples);
  }

  /** A family of sums with a unit, which the name has. */
  public static MetricFamily counter(
      String name, String help, String unit, List<? extends CounterSample> samples) {
    return new MetricFamily(name, help, unit, Type.COUNTER, samples);
  }

  /** A family of values that go up and down. */
  public static MetricFamily gauge(
      String name, String help, String unit, List<? extends GaugeSample> samples) {
    return new MetricFamily(name, help, unit, Type.GAUGE, samples);
  }

  /** One value, without labels. */
  public static MetricFamily gauge(String name, String help, String unit, double value) {
    return gauge(name, help, unit, List.of(new GaugeSample(Labels.EMPTY, value)));
  }

  /** A family of distributions. */
  public static MetricFamily histogram(
      String name, String help, String unit, List<? extends HistogramSample> samples) {
    return new MetricFamily(name, help, unit, Type.HISTOGRAM, samples);
  }

  /** A family of quantiles that their source has computed. */
  public static MetricFamily summary(
      String name, String help, String unit, List<? extends SummarySample> samples) {
    return new MetricFamily(name, help, unit, Type.SUMMARY, samples);
  }

  /** A family of facts. */
  public static MetricFamily info(String name, String help, List<? extends InfoSample> samples) {
    return new MetricFamily(name, help, "", Type.INFO, samples);
  }

  /** A family of durations in seconds. */
  public static MetricFamily durations(
      String name, String help, List<? extends HistogramSample> samples) {
    return new MetricFamily(name, help, "seconds", Type.HISTOGRAM, samples);
  }

  public MetricFamily {
    MetricNames.checkMetric(name);
    Objects.requireNonNull(help);
    if (!unit.isEmpty() && !name.endsWith("_" + unit)) {
      throw new IllegalArgumentException(name + " does not end with its unit " + unit);
    }
    if ((type == Type.COUNTER && name.endsWith("_total"))
        || (type == Type.INFO && name.endsWith("_info"))) {
      throw new IllegalArgumentException("not a base name: " + name);
    }
    if (samples instanceof SlicedSamples<?, ?> sliced) {
      type.check(sliced.kind(), name);
    } else {
      samples = List.copyOf(samples);
      for (Sample sample : samples) {
        type.check(sample.getClass(), name);
      }
    }
  }
}
