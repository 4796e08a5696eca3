package dev.toolwatch.signal;

/**
 * What became of the accepted spans of one event loop or of all. Immutable.
 *
 * <p>Conservation: over all loops, the dispositions and what is pending sum to the accepted spans.
 *
 * @param dispositions by the ordinal of {@link Disposition}
 * @param pending spans that wait for others of their trace
 * @param expired spans decided after their wait without having seen all spans above them
 * @param overflowed spans decided before their wait because too many were waiting
 * @param late spans whose call was already counted through a span below them
 * @param forgottenEarly generations of spans forgotten before their time because of the limit
 */
public record SpanCounts(
    long[] dispositions,
    long pending,
    long expired,
    long overflowed,
    long late,
    long forgottenEarly) {
  public static final SpanCounts NONE =
      new SpanCounts(new long[Disposition.values().length], 0, 0, 0, 0, 0);

  public long of(Disposition disposition) {
    return dispositions[disposition.ordinal()];
  }

  public SpanCounts plus(SpanCounts other) {
    long[] sum = dispositions.clone();
    for (int i = 0; i < sum.length; i++) {
      sum[i] += other.dispositions[i];
    }
    return new SpanCounts(
        sum,
        pending + other.pending,
        expired + other.expired,
        overflowed + other.overflowed,
        late + other.late,
        forgottenEarly + other.forgottenEarly);
  }
}
