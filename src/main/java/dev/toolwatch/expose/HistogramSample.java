package dev.toolwatch.expose;

import java.util.Objects;

/**
 * A distribution: classic buckets and, if the source has them, native ones. Both add up to the
 * count, so Prometheus never reads an inconsistent histogram. The record keeps the arrays and does
 * not copy them.
 *
 * @param createdMillis when it was empty, in milliseconds since the Unix epoch; 0 if unknown
 * @param sum in the unit of the family
 * @param upperBounds ascending and inclusive, in the unit of the family, without +Inf; may be empty
 * @param bucketCounts not cumulative, one more than bounds: the last counts values above all bounds
 * @param exemplars empty, or one for each bucket, which may be {@link Exemplar#NONE}
 * @param nativeBuckets or {@link NativeBuckets#NONE}
 */
@SuppressWarnings("ArrayRecordComponent") // made by the thousand for each scrape, never compared
public record HistogramSample(
    Labels labels,
    long createdMillis,
    long count,
    double sum,
    double[] upperBounds,
    long[] bucketCounts,
    Exemplar[] exemplars,
    NativeBuckets nativeBuckets)
    implements Sample {
  public HistogramSample {
    Objects.requireNonNull(labels);
    if (labels.has("le")) {
      throw new IllegalArgumentException("the label le is reserved in histograms");
    }
    if (createdMillis < 0) {
      throw new IllegalArgumentException("created before the epoch: " + createdMillis);
    }
    checkBounds(upperBounds, bucketCounts.length);
    if (exemplars.length != 0 && exemplars.length != bucketCounts.length) {
      throw new IllegalArgumentException(exemplars.length + " exemplars");
    }
    long total = 0;
    for (long bucket : bucketCounts) {
      if (bucket < 0) {
        throw new IllegalArgumentException("negative count " + bucket);
      }
      total += bucket;
    }
    if (total != count) {
      throw new IllegalArgumentException(
          "inconsistent: count " + count + ", sum of buckets " + total);
    }
    if (!nativeBuckets.isNone() && nativeBuckets.total() != count) {
      throw new IllegalArgumentException(
          "inconsistent: count " + count + ", sum of native buckets " + nativeBuckets.total());
    }
  }

  /** The exemplar of a bucket, or {@link Exemplar#NONE}. */
  public Exemplar exemplar(int bucket) {
    return exemplars.length == 0 ? Exemplar.NONE : exemplars[bucket];
  }

  private static void checkBounds(double[] upperBounds, int buckets) {
    if (buckets != upperBounds.length + 1) {
      throw new IllegalArgumentException(upperBounds.length + " bounds, " + buckets + " buckets");
    }
    double previous = Double.NEGATIVE_INFINITY;
    for (double bound : upperBounds) {
      if (!(bound > previous) || bound == Double.POSITIVE_INFINITY) {
        throw new IllegalArgumentException("bound " + bound + " after " + previous);
      }
      previous = bound;
    }
  }

  @Override
  public HistogramSample with(Labels other) {
    return new HistogramSample(
        other, createdMillis, count, sum, upperBounds, bucketCounts, exemplars, nativeBuckets);
  }
}
