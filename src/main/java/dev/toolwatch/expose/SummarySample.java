package dev.toolwatch.expose;

import java.util.Objects;

/**
 * Count, sum and quantiles, which the source has computed.
 *
 * @param createdMillis when it was empty, in milliseconds since the Unix epoch; 0 if unknown
 * @param sum in the unit of the family
 * @param quantiles 0 to 1; may be empty
 * @param values one for each quantile, in the unit of the family; NaN if there is none
 */
@SuppressWarnings("ArrayRecordComponent") // made for one scrape, never compared
public record SummarySample(
    Labels labels, long createdMillis, long count, double sum, double[] quantiles, double[] values)
    implements Sample {
  public SummarySample {
    Objects.requireNonNull(labels);
    if (labels.has("quantile")) {
      throw new IllegalArgumentException("the label quantile is reserved in summaries");
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

  @Override
  public SummarySample with(Labels other) {
    return new SummarySample(other, createdMillis, count, sum, quantiles, values);
  }
}
