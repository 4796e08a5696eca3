package dev.toolwatch.signal;

/**
 * What became of the accepted spans of one event loop or of all loops. Immutable.
 *
 * <p>Conservation: over all loops, the dispositions and the pending spans sum to the accepted
 * spans.
 *
 * @param dispositions by the ordinal of {@link Disposition}
 * @param pending spans that are waiting for others of their trace
 * @param expired spans decided when their wait ended, before all of their ancestors had arrived
 * @param overflowed spans decided early because too many were waiting
 * @param late spans whose call had already been counted through one of their descendants
 * @param forgottenEarly generations of spans forgotten early because of the limit
 * @param repeated spans that had been accepted before; all are duplicates, or not related to MCP
 */
public record SpanCounts(
    long[] dispositions,
    long pending,
    long expired,
    long overflowed,
    long late,
    long forgottenEarly,
    long repeated) {
  public static final SpanCounts NONE =
      new SpanCounts(new long[Disposition.values().length], 0, 0, 0, 0, 0, 0);

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
        forgottenEarly + other.forgottenEarly,
        repeated + other.repeated);
  }
}
