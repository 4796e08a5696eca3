package dev.toolwatch.expose;

import java.util.Objects;

/**
 * Count, sum and quantiles that were computed before they came here.
 *
 * @param createdMillis when it began at 0, since the Unix epoch; 0 where unknown
 * @param sum in the unit of the family
 * @param quantiles 0 to 1; may be empty
 * @param values one for each quantile, in the unit of the family; NaN where there is none
 */
@SuppressWarnings("ArrayRecordComponent") // made for one scrape, never compared
public record SummarySample(
    Labels labels, long createdMillis, long count, double sum, double[] quantiles, double[] values)
    implements Sample {
  public SummarySample {
    Objects.requireNonNull(labels);
    if (labels.has("quantile")) {
      throw new IllegalArgumentException("a summary's own label: quantile");
    }
    if (createdMillis < 0 || count < 0) {
      throw new IllegalArgumentException("created " + createdMillis + ", count " + count);
    }
    if (quantiles.length != values.length) {
      throw new IllegalArgumentException(quantiles.length + " quantiles, " + values.length);
    }
    for (double quantile : quantiles) {
      if (!(quantile >= 0 && quantile <= 1)) {
        throw new IllegalArgumentException("quantile " + quantile);
      }
    }
  }
}
