package dev.toolwatch.probe;

/**
 * What is stored of a minute of a probe.
 *
 * @param counts its checks
 * @param up whether it was up at least once
 * @param down whether it counted as down at least once; what refuses a token, or limits, is neither
 */
record MinuteFindings(ProbeCounts counts, boolean up, boolean down) {
  /** Of one check. */
  static MinuteFindings of(ProbeRun run, ProbeStatus after) {
    return new MinuteFindings(
        ProbeCounts.of(run, after), run.verdict().isSuccess(), after.isDown());
  }

  /** Of a minute without a check, in which a state lasts that is known. */
  static MinuteFindings lasting(ProbeStatus status) {
    return new MinuteFindings(ProbeCounts.NONE, !status.isFailed(), status.isDown());
  }

  MinuteFindings plus(MinuteFindings other) {
    return new MinuteFindings(counts.plus(other.counts), up || other.up, down || other.down);
  }
}
