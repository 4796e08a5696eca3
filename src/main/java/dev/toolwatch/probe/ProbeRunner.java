package dev.toolwatch.probe;

import dev.toolwatch.signal.LinePace;
import dev.toolwatch.signal.SteadyClock;
import java.time.Instant;
import org.jboss.logging.Logger;

/** Runs checks and judges them. Thread-safe. */
final class ProbeRunner {
  private static final Logger LOG = Logger.getLogger(ProbeRunner.class);

  private final SteadyClock clock;
  private final LinePace pace;

  ProbeRunner(SteadyClock clock) {
    this.clock = clock;
    pace = new LinePace(1, clock);
  }

  /** The time, as exact as the store keeps it. */
  Instant now() {
    return Instant.ofEpochMilli(clock.millis());
  }

  long nanos() {
    return clock.nanos();
  }

  /** Runs the check of a probe, on this thread. Never fails. */
  ProbeRun run(Probe probe) {
    Instant at = now();
    Steps steps = new Steps(clock, probe.timeout());
    McpFacts mcp = null;
    Verdict verdict;
    String message;
    try {
      Reading reading = probe.check().run(steps);
      mcp = reading.mcp();
      message = reading.detail();
      verdict = isSlow(probe, steps.nanos()) ? Verdict.SLOW : Verdict.UP;
    } catch (CheckFailure e) {
      verdict = e.verdict();
      message = e.getMessage();
    } catch (InterruptedException e) {
      verdict = Verdict.DOWN;
      message = "did not end within " + probe.timeout().toMillis() + " ms";
    } catch (RuntimeException | StackOverflowError | LinkageError e) {
      if (pace.happened(0) > 0) {
        LOG.errorf(e, "The probe %s cannot be run", probe.name());
      }
      verdict = Verdict.DOWN;
      message = "the check itself failed, see the log";
    }
    return new ProbeRun(at, verdict, message, steps.nanos(), steps.tlsExpiry(), mcp, steps.list());
  }

  private static boolean isSlow(Probe probe, long nanos) {
    return probe.slow() != null && nanos >= probe.slow().toNanos();
  }
}
