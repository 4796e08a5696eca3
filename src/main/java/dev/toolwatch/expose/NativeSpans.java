package dev.toolwatch.expose;

import dev.toolwatch.wire.ProtobufWriter;

/**
 * Writes native buckets as spans and deltas. A span is a run of buckets, a delta the difference
 * from the previous count.
 */
final class NativeSpans {
  // Fields of io.prometheus.client.Histogram and BucketSpan.
  private static final int NEGATIVE_SPAN = 9;
  private static final int NEGATIVE_DELTA = 10;
  private static final int POSITIVE_SPAN = 12;
  private static final int POSITIVE_DELTA = 13;
  private static final int OFFSET = 1;
  private static final int LENGTH = 2;

  // A new span costs more bytes than two empty buckets (as in client_golang's makeBuckets).
  private static final int MAX_EMPTY = 2;

  private final ProtobufWriter out;
  private final int spanField;
  private final int deltaField;
  private final long[] counts;

  private NativeSpans(ProtobufWriter out, int spanField, int deltaField, long[] counts) {
    this.out = out;
    this.spanField = spanField;
    this.deltaField = deltaField;
    this.counts = counts;
  }

  static void write(ProtobufWriter out, NativeBuckets buckets) {
    new NativeSpans(out, NEGATIVE_SPAN, NEGATIVE_DELTA, buckets.negativeCounts())
        .write(buckets.firstNegative());
    NativeSpans positive = new NativeSpans(out, POSITIVE_SPAN, POSITIVE_DELTA, buckets.counts());
    if (positive.nextCount(0) == buckets.counts().length) {
      // Without any span, Prometheus takes this for a classic histogram.
      positive.span(0, 0);
    } else {
      positive.write(buckets.firstIndex());
    }
  }

  private void write(int firstIndex) {
    int spanEnd = 0;
    int start = nextCount(0);
    int offset = firstIndex + start; // the first is an index, the later ones are gaps
    while (start < counts.length) {
      spanEnd = spanEnd(start);
      span(offset, spanEnd - start);
      start = nextCount(spanEnd);
      offset = start - spanEnd;
    }
    deltas();
  }

  private void deltas() {
    long previous = 0;
    int start = nextCount(0);
    while (start < counts.length) {
      int end = spanEnd(start);
      for (int i = start; i < end; i++) {
        out.sint(deltaField, counts[i] - previous);
        previous = counts[i];
      }
      start = nextCount(end);
    }
  }

  private void span(int offset, int length) {
    int start = out.open(spanField);
    out.sint(OFFSET, offset);
    out.uint(LENGTH, length);
    out.close(start);
  }

  private int nextCount(int from) {
    int i = from;
    while (i < counts.length && counts[i] == 0) {
      i++;
    }
    return i;
  }

  /** The end of the run that begins at {@code start}: after its last bucket with a count. */
  private int spanEnd(int start) {
    int end = start + 1;
    for (int next = nextCount(end); next < counts.length; next = nextCount(end)) {
      if (next - end > MAX_EMPTY) {
        break;
      }
      end = next + 1;
    }
    return end;
  }
}
