package dev.toolwatch.cardinality;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * How many series one family may have, over all event loops. Once they are taken, tools (and, where
 * the family has them, error types) become {@link #OTHER}; services, methods and outcomes, which are
 * bounded elsewhere, stay, so that error ratios stay exact. Thread-safe.
 */
public final class SeriesBudget {
  /** The value that stands for all those over a budget. */
  public static final String OTHER = "__other__";

  private final String family;
  private final int limit;
  private final String nameLabel;
  private final String detailLabel;
  private final Map<SeriesKey, SeriesKey> admitted = new ConcurrentHashMap<>();
  private final AtomicInteger series = new AtomicInteger();
  private final LongAdder limitedTools = new LongAdder();
  private final LongAdder limitedDetails = new LongAdder();

  /**
   * @param family the metric's name
   * @param limit the series to admit before folding, at least 1
   * @param nameLabel the label whose values fold first
   * @param detailLabel the label of a detail that comes from the sender and folds too, as error types
   *     do; empty where details are a closed set
   */
  SeriesBudget(String family, int limit, String nameLabel, String detailLabel) {
    if (limit < 1) {
      throw new IllegalArgumentException(
          "toolwatch.cardinality.max-series must be at least 1: " + limit);
    }
    this.family = family;
    this.limit = limit;
    this.nameLabel = nameLabel;
    this.detailLabel = detailLabel;
  }

  /** The series under which this key counts: itself, or what it folds into. */
  public SeriesKey admit(SeriesKey key) {
    SeriesKey known = admitted.get(key);
    if (known != null) {
      return known;
    }
    if (series.get() < limit) {
      return register(key);
    }
    return register(folded(key));
  }

  private SeriesKey register(SeriesKey key) {
    SeriesKey known = admitted.putIfAbsent(key, key);
    if (known != null) {
      return known;
    }
    series.incrementAndGet();
    return key;
  }

  private SeriesKey folded(SeriesKey key) {
    String tool = key.tool();
    if (!tool.isEmpty() && !tool.equals(OTHER)) {
      limitedTools.increment();
      tool = OTHER;
    }
    String detail = key.detail();
    if (!detailLabel.isEmpty() && !detail.equals(OTHER)) {
      limitedDetails.increment();
      detail = OTHER;
    }
    return new SeriesKey(key.service(), key.method(), tool, detail);
  }

  String nameLabel() {
    return nameLabel;
  }

  String detailLabel() {
    return detailLabel;
  }

  String family() {
    return family;
  }

  int limit() {
    return limit;
  }

  int series() {
    return series.get();
  }

  long limitedTools() {
    return limitedTools.sum();
  }

  long limitedDetails() {
    return limitedDetails.sum();
  }
}
