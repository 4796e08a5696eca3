package dev.toolwatch.probe;

/**
 * Checks of a probe over a time.
 *
 * @param checks how many
 * @param failed those that failed
 * @param down those after which it counted as failed
 * @param nanos the sum of the durations of those that did not fail
 * @param mostNanos the longest of them
 */
public record ProbeCounts(long checks, long failed, long down, long nanos, long mostNanos) {
  public static final ProbeCounts NONE = new ProbeCounts(0, 0, 0, 0, 0);

  /** Of one check. */
  static ProbeCounts of(ProbeRun run, ProbeStatus after) {
    boolean success = run.verdict().isSuccess();
    long nanos = success ? run.nanos() : 0;
    return new ProbeCounts(1, success ? 0 : 1, after.isFailed() ? 1 : 0, nanos, nanos);
  }

  public ProbeCounts plus(ProbeCounts other) {
    return new ProbeCounts(
        checks + other.checks,
        failed + other.failed,
        down + other.down,
        nanos + other.nanos,
        Math.max(mostNanos, other.mostNanos));
  }
}
