package dev.toolwatch.probe;

import dev.toolwatch.signal.SteadyClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The steps of a check, and the time that is left for it. For one thread. */
final class Steps {
  /** The maximum number that are written down. */
  static final int MAX = 50;

  private static final int MAX_TEXT = 500;

  private final SteadyClock clock;
  private final long begin;
  private final long deadline;
  private final List<Step> steps = new ArrayList<>();
  private Said said = Said.OPENLY;
  private long last;
  private Instant tlsExpiry;

  /**
   * One step.
   *
   * @param name what was done, a word such as {@code resolve}
   * @param detail what came of it
   * @param nanos how long it took
   */
  record Step(String name, String detail, long nanos) {}

  Steps(SteadyClock clock, Duration timeout) {
    this.clock = clock;
    begin = clock.nanos();
    last = begin;
    deadline = begin + timeout.toNanos();
  }

  /** Sets what none of the steps and messages may tell. To be called before the first step. */
  void hide(List<String> secrets) {
    said = new Said(secrets);
  }

  /** What the other side said, made fit for messages. */
  Said said() {
    return said;
  }

  /** Writes down what was done since the step before. */
  void done(String name, String detail) {
    long now = clock.nanos();
    if (steps.size() < MAX) {
      String text = said.hidden(detail);
      String cut = text.length() > MAX_TEXT ? text.substring(0, MAX_TEXT) + "…" : text;
      steps.add(new Step(name, cut, now - last));
    }
    last = now;
  }

  /** Notes the expiry of a certificate; the earliest counts, also if the check fails later. */
  void certificate(Instant expiry) {
    if (tlsExpiry == null || expiry.isBefore(tlsExpiry)) {
      tlsExpiry = expiry;
    }
  }

  /** The earliest expiry of a certificate; null if there was none. */
  Instant tlsExpiry() {
    return tlsExpiry;
  }

  /**
   * The time that is left, more than zero.
   *
   * @throws CheckFailure if it is over
   */
  Duration remaining() throws CheckFailure {
    long left = deadline - clock.nanos();
    if (left <= 0) {
      throw new CheckFailure(
          Verdict.DOWN, "did not end within " + (deadline - begin) / 1_000_000 + " ms");
    }
    return Duration.ofNanos(left);
  }

  /** The time since the begin. */
  long nanos() {
    return clock.nanos() - begin;
  }

  List<Step> list() {
    return List.copyOf(steps);
  }
}
