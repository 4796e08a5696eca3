package dev.toolwatch;

import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.Exemplar;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.expose.MetricFamily;
import dev.toolwatch.expose.MetricSource;
import dev.toolwatch.signal.SteadyClock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jboss.logging.Logger;

/**
 * The clock of the whole application. It follows the machine's clock as long as that keeps pace with
 * monotonic time. When the machine's clock jumps, this one goes on with monotonic time, until the
 * machine's clock is right again or has kept its new time for {@link #CONFIRMATION}; then this clock
 * takes it over. So a short jump changes nothing, and a long one is seen before it has any effect.
 *
 * <p>Thread-safe. While nothing is wrong, a reading takes no lock.
 */
final class TrustedClock implements SteadyClock, MetricSource {
  /** NTP corrects by less, and a virtual machine that is moved pauses for less. */
  static final Duration TOLERANCE = Duration.ofMinutes(1);

  /** For so long the clock has to keep a new time before it is believed. */
  static final Duration CONFIRMATION = Duration.ofMinutes(10);

  private static final Logger LOG = Logger.getLogger(TrustedClock.class);
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final double MILLIS_PER_SECOND = 1e3;

  private final SteadyClock machine;
  private final long createdMillis;
  private volatile Anchor anchor;
  private volatile Suspicion suspicion;
  private volatile long jumps;

  /**
   * @param machine the machine's clocks
   */
  TrustedClock(SteadyClock machine) {
    this.machine = machine;
    createdMillis = machine.millis();
    anchor = new Anchor(createdMillis, machine.nanos());
  }

  /** The clock of this machine. */
  static TrustedClock system() {
    return new TrustedClock(SteadyClock.of(InstantSource.system()));
  }

  @Override
  public Instant instant() {
    Instant wall = machine.instant();
    long wallMillis = wall.toEpochMilli();
    long trusted = trusted(wallMillis);
    return trusted == wallMillis ? wall : Instant.ofEpochMilli(trusted);
  }

  @Override
  public long millis() {
    return trusted(machine.millis());
  }

  @Override
  public long nanos() {
    return machine.nanos();
  }

  private long trusted(long wallMillis) {
    long nanos = machine.nanos();
    Anchor from = anchor;
    if (suspicion == null
        && isTolerable(from.aheadMillis(wallMillis, nanos))
        && from.ageMillis(nanos) < CONFIRMATION.toMillis()) {
      return wallMillis;
    }
    return reconsider(wallMillis, nanos);
  }

  private static boolean isTolerable(long aheadMillis) {
    return Math.abs(aheadMillis) <= TOLERANCE.toMillis();
  }

  private synchronized long reconsider(long wallMillis, long nanos) {
    if (anchor.wallMillis < EARLIEST.toEpochMilli() && wallMillis >= EARLIEST.toEpochMilli()) {
      // A machine without a battery, whose clock has been set now.
      anchor = new Anchor(wallMillis, nanos);
    }
    long ahead = anchor.aheadMillis(wallMillis, nanos);
    Suspicion before = suspicion;
    if (isTolerable(ahead)) {
      if (before != null) {
        suspicion = null;
        LOG.infof("The clock is right again, after it was %s.", before.difference());
      }
      if (anchor.ageMillis(nanos) >= CONFIRMATION.toMillis() || before != null) {
        anchor = new Anchor(wallMillis, nanos);
      }
      return wallMillis;
    }
    if (before == null || !isTolerable(ahead - before.aheadMillis)) {
      suspicion = new Suspicion(ahead, nanos);
      jumps++;
      LOG.errorf(
          "The clock jumped: it is %s of the time that has passed. Toolwatch goes on with monotonic"
              + " time, and believes the clock if it stays like this for %d minutes.",
          suspicion.difference(), CONFIRMATION.toMinutes());
    } else if (nanos - before.sinceNanos >= CONFIRMATION.toNanos()) {
      suspicion = null;
      anchor = new Anchor(wallMillis, nanos);
      LOG.warnf(
          "The clock was %s for %d minutes. From now on its time is used.",
          before.difference(), CONFIRMATION.toMinutes());
      return wallMillis;
    }
    return wallMillis - ahead;
  }

  /** What is wrong with the machine's clock, if anything. */
  Optional<String> problem() {
    long unused = millis();
    Suspicion now = suspicion;
    return Optional.ofNullable(now)
        .map(one -> "the clock is " + one.difference() + " of the time that has passed");
  }

  @Override
  public CompletionStage<List<MetricFamily>> families() {
    long unused = millis();
    Suspicion now = suspicion;
    return CompletableFuture.completedStage(
        List.of(
            MetricFamily.counter(
                "toolwatch_clock_jumps",
                "Jumps of the machine's clock against monotonic time.",
                List.of(new CounterSample(Labels.EMPTY, jumps, createdMillis, Exemplar.NONE))),
            MetricFamily.gauge(
                "toolwatch_clock_suspect_seconds",
                "By how much the machine's clock is ahead of the time that Toolwatch uses.",
                "seconds",
                now == null ? 0 : now.aheadMillis / MILLIS_PER_SECOND)));
  }

  /** A time of the machine's clock that is believed, and when it was read. */
  private record Anchor(long wallMillis, long nanos) {
    long ageMillis(long nowNanos) {
      return (nowNanos - nanos) / NANOS_PER_MILLI;
    }

    /** By how much a reading is ahead of what monotonic time makes of this one. */
    long aheadMillis(long nowWallMillis, long nowNanos) {
      return nowWallMillis - wallMillis - ageMillis(nowNanos);
    }
  }

  /** A jump that is not believed yet. */
  private record Suspicion(long aheadMillis, long sinceNanos) {
    String difference() {
      String by =
          Duration.ofMillis(Math.abs(aheadMillis)).truncatedTo(ChronoUnit.SECONDS).toString();
      return by.substring(2).toLowerCase(Locale.ROOT) + (aheadMillis > 0 ? " ahead" : " behind");
    }
  }
}
