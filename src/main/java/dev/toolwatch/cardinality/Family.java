package dev.toolwatch.cardinality;

/**
 * A family of series and how its labels fold. A <em>name</em> is what takes a place in the budget: all
 * labels but the outcome, which is a closed set and never folds. A named tool so has all its
 * outcomes, and its error ratio is that of all its calls.
 *
 * @param name the metric's name
 * @param methodLabel the label of a method or kind; empty where there is none
 * @param keptMethod the method that is kept while its tools fold; empty for none
 * @param nameLabel the label of the tool or dependency; empty where there is none
 * @param detailLabel the label of a detail that senders choose, as error types are; empty for none
 * @param seriesPerName the series that one name may have: the number of outcomes, or 1
 */
public record Family(
    String name,
    String methodLabel,
    String keptMethod,
    String nameLabel,
    String detailLabel,
    int seriesPerName) {
  /** The value that stands for all those over a budget. */
  public static final String OTHER = "__other__";

  /** What a key counts as when there is no place for it: one of a few a service, kept free for it. */
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

  /** The series that are kept free for what folds, for each service that has a name. */
  int reservePerService() {
    return (keptMethod.isEmpty() ? 1 : 2) * seriesPerName;
  }

  /** The label whose values tell what was asked for. */
  String tellingLabel() {
    return detailLabel.isEmpty() ? nameLabel : detailLabel;
  }

  /** Its value in a key. */
  String tellingValue(SeriesKey key) {
    return detailLabel.isEmpty() ? key.tool() : key.detail();
  }
}
