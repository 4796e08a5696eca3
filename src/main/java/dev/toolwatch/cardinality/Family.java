package dev.toolwatch.cardinality;

/**
 * A family of series and how its labels fold. A <em>name</em> is what takes a place in the budget:
 * all labels except the outcome, which is a closed set and never folds. A tool with its own name
 * therefore has all its outcomes, and its error ratio covers all its calls.
 *
 * @param name the metric name
 * @param methodLabel the label of the method or kind; empty if there is none
 * @param keptMethod the method that keeps its name when its tools fold; empty if there is none
 * @param nameLabel the label of the tool or dependency; empty if there is none
 * @param detailLabel the label of a detail that senders choose, such as an error type; empty if
 *     there is none
 * @param seriesPerName series of one name: the number of outcomes, or 1
 */
public record Family(
    String name,
    String methodLabel,
    String keptMethod,
    String nameLabel,
    String detailLabel,
    int seriesPerName) {
  /** The label value for everything above a budget. */
  public static final String OTHER = "__other__";

  /**
   * The key that a name counts as if there is no place for it. Each service has a few such keys,
   * and room is reserved for them.
   */
  SeriesKey fold(SeriesKey key) {
    String detail = detailLabel.isEmpty() ? "" : OTHER;
    if (methodLabel.isEmpty()) {
      return new SeriesKey(key.service(), "", "", detail);
    }
    if (keptMethod.isEmpty()) {
      return new SeriesKey(key.service(), OTHER, OTHER, detail);
    }
    return key.method().equals(keptMethod)
        ? new SeriesKey(key.service(), keptMethod, OTHER, detail)
        : new SeriesKey(key.service(), OTHER, "", detail);
  }

  /** Series reserved for what folds, for each service that has its own name. */
  int reservePerService() {
    return (keptMethod.isEmpty() ? 1 : 2) * seriesPerName;
  }

  /** The label that best shows which names fold. */
  String tellingLabel() {
    return detailLabel.isEmpty() ? nameLabel : detailLabel;
  }

  /** The value of that label in a key. */
  String tellingValue(SeriesKey key) {
    return detailLabel.isEmpty() ? key.tool() : key.detail();
  }
}
