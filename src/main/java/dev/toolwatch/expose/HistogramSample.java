package dev.toolwatch.expose;

import java.util.Objects;

/**
 * A distribution: classic buckets and, where the source has them, native ones. Both sum to the
 * count, so what Prometheus reads is never torn. Arrays are taken over, not copied.
 *
 * @param createdMillis when it began at 0, since the Unix epoch; 0 where unknown
 * @param sum in the unit of the family
 * @param upperBounds ascending, inclusive, in the unit of the family, without +Inf; may be empty
 * @param bucketCounts not cumulative, one more than bounds: the last is what lies above them
 * @param exemplars one for each bucket, {@link Exemplar#NONE} where there is none; or no element
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
      throw new IllegalArgumentException("a histogram's own label: le");
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
      throw new IllegalArgumentException("torn: count " + count + ", buckets sum to " + total);
    }
    if (!nativeBuckets.isNone() && nativeBuckets.total() != count) {
      throw new IllegalArgumentException(
          "torn: count " + count + ", native buckets sum to " + nativeBuckets.total());
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
}
