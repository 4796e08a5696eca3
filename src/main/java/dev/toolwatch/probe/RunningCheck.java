package dev.toolwatch.probe;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A check that waits for a thread or runs on one. What comes of it is told once: by the check, or, if
 * that does not end in spite of its timeout, by whoever watches it. Thread-safe.
 */
final class RunningCheck implements Runnable {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Probe probe;
  private final ProbeRunner runner;
  private final Consumer<ProbeRun> outcome;
  private final AtomicBoolean told = new AtomicBoolean();
  private Thread thread;
  private long beganNanos;
  private Instant began;
  private boolean ended;

  /**
   * @param outcome is told what came of it, once
   */
  RunningCheck(Probe probe, ProbeRunner runner, Consumer<ProbeRun> outcome) {
    this.probe = probe;
    this.runner = runner;
    this.outcome = outcome;
  }

  @Override
  public void run() {
    synchronized (this) {
      thread = Thread.currentThread();
      began = runner.now();
      beganNanos = runner.nanos();
    }
    try {
      ProbeRun run = runner.run(probe);
      if (told.compareAndSet(false, true)) {
        outcome.accept(run);
      }
    } finally {
      synchronized (this) {
        thread = null;
        ended = true;
      }
      tell("the check itself failed, see the log"); // unless it has told
      boolean unused = Thread.interrupted();
    }
  }

  /** Interrupts a check that is too late, and says that it failed. */
  synchronized void watch() {
    if (thread == null || runner.nanos() - beganNanos < probe.timeout().plus(PATIENCE).toNanos()) {
      return;
    }
    thread.interrupt();
    tell("did not end within " + probe.timeout().toMillis() + " ms, and hangs");
  }

  private synchronized void tell(String message) {
    if (told.compareAndSet(false, true)) {
      long nanos = runner.nanos() - beganNanos;
      outcome.accept(new ProbeRun(began, Verdict.DOWN, message, nanos, null, null, List.of()));
    }
  }

  /** Whether its thread is free again. */
  synchronized boolean hasEnded() {
    return ended;
  }
}
