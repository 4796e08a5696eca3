package dev.toolwatch.expose;

import java.util.List;
import java.util.Objects;

/**
 * Series of one name, meaning and type.
 *
 * @param name the base name: without {@code _total} or {@code _info}, with the unit
 * @param help one sentence for people
 * @param unit what the name then ends with, as {@code seconds}; or empty
 * @param samples all of the type's kind; written in this order
 */
public record MetricFamily(
    String name, String help, String unit, Type type, List<? extends Sample> samples) {
  /** What the samples are. */
  public enum Type {
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
            name + " is a " + this + ", not of " + given.getSimpleName() + "s");
      }
    }

    /** What its samples' names have behind the family's. */
    List<String> suffixes() {
      return suffixes;
    }
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
