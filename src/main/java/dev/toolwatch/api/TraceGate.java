package dev.toolwatch.api;

import dev.toolwatch.signal.SteadyClock;
import dev.toolwatch.store.QueryRefusedException;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.StreamingOutput;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * Lets only a few whole traces be read at once, because each is in memory while it is read, and while
 * its answer is sent. Others wait, and are refused after some seconds. A client that takes long to
 * read its answer loses it when another one asks. Thread-safe; methods block.
 */
@Singleton
class TraceGate {
  private static final Logger LOG = Logger.getLogger(TraceGate.class);

  /** A heap in which two of the largest traces have room at once. */
  private static final long ROOMY_HEAP = 512L << 20;

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** How long an answer may take to be sent while another one waits. */
  static final Duration UNDISTURBED = Duration.ofSeconds(30);

  private final Semaphore permits;
  private final Duration patience;
  private final Supplier<Runnable> breaker;
  private final SteadyClock clock;
  private final Set<Sending> sending = ConcurrentHashMap.newKeySet();

  @Inject
  TraceGate(CurrentVertxRequest request, InstantSource clock) {
    this(
        Runtime.getRuntime().maxMemory() < ROOMY_HEAP ? 1 : 2,
        PATIENCE,
        () -> request.getCurrent().response()::reset,
        SteadyClock.of(clock));
  }

  /**
   * @param atOnce traces that are read at once
   * @param patience how long others wait
   * @param breaker gives what breaks off the answer to the request that this thread serves
   */
  TraceGate(int atOnce, Duration patience, Supplier<Runnable> breaker, SteadyClock clock) {
    permits = new Semaphore(atOnce, true);
    this.patience = patience;
    this.breaker = breaker;
    this.clock = clock;
  }

  /** An answer that is being sent. Each is another one. */
  private static final class Sending {
    private final long sinceNanos;
    private final Runnable breaker;
    private final AtomicBoolean broken = new AtomicBoolean();

    private Sending(long sinceNanos, Runnable breaker) {
      this.sinceNanos = sinceNanos;
      this.breaker = breaker;
    }
  }

  /**
   * Reads something of a trace.
   *
   * @throws QueryRefusedException if others do not end
   */
  <T> T read(Supplier<T> read) {
    acquire();
    try {
      return read.get();
    } finally {
      permits.release();
    }
  }

  /**
   * An answer that reads traces while it is sent. After {@link #UNDISTURBED} it is broken off if
   * another one waits.
   */
  StreamingOutput written(StreamingOutput answer) {
    Runnable broken = breaker.get();
    return out -> {
      acquire();
      Sending sent = new Sending(clock.nanos(), broken);
      sending.add(sent);
      try {
        answer.write(out);
      } finally {
        sending.remove(sent);
        permits.release();
      }
    };
  }

  private void acquire() {
    try {
      if (permits.tryAcquire(0, TimeUnit.NANOSECONDS)) {
        return;
      }
      breakOffSlowOnes();
      if (permits.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new QueryRefusedException(
        QueryRefusedException.Reason.CONCURRENCY,
        "Too many traces are being read right now. Ask again later");
  }

  private void breakOffSlowOnes() {
    long now = clock.nanos();
    for (Sending one : sending) {
      if (now - one.sinceNanos >= UNDISTURBED.toNanos() && one.broken.compareAndSet(false, true)) {
        LOG.warnf(
            "A client has taken more than %d s to read a trace, and others wait: its answer is"
                + " broken off",
            UNDISTURBED.toSeconds());
        one.breaker.run();
      }
    }
  }
}
