package dev.toolwatch.report;

import dev.toolwatch.errors.ErrorEvent;
import dev.toolwatch.errors.ErrorListener.Occasion;
import dev.toolwatch.errors.Fingerprint;
import dev.toolwatch.forward.Outbox;
import dev.toolwatch.signal.LinePace;
import dev.toolwatch.signal.ShownUsers;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;

/**
 * Reports errors to one target. {@link #wants} and {@link #occurred} are for one thread; what they
 * count is thread-safe.
 */
final class Reporter {
  /** What can become of an error. With those that wait, the three sum to all errors. */
  enum Result {
    /** The target has taken its event. */
    DELIVERED("delivered"),
    /** It is part of the number in another event of its group. */
    DEDUPLICATED("deduplicated"),
    /** A limit kept it back or pushed it out, it was not sampled, or the target refused it. */
    DROPPED("dropped");

    private final String label;

    Result(String label) {
      this.label = label;
    }

    /** The value of the {@code result} label. */
    String label() {
      return label;
    }
  }

  private static final Logger LOG = Logger.getLogger(Reporter.class);
  private static final int LIMITED = 0;
  private static final int UNWRITTEN = 1;
  private static final double TWO_TO_53 = 0x1p53;

  private final String target;
  private final Pacing pacing;
  private final double sampleRate;
  private final ReportWriter writer;
  private final ShownUsers shown;
  private final Outbox outbox;
  private final InstantSource clock;
  private final LinePace pace;
  private final Map<Result, LongAdder> counts = new EnumMap<>(Result.class);

  /** Whether the next {@link #occurred} is to be sent. */
  private boolean wanted;

  /**
   * @param target the value of the {@code target} label
   * @param sampleRate the share of the groups that are reported, from 0 to 1
   * @param shown by which pseudonyms the target has users
   */
  Reporter(
      String target,
      Pacing pacing,
      double sampleRate,
      ReportWriter writer,
      ShownUsers shown,
      Outbox outbox,
      InstantSource clock) {
    this.target = target;
    this.pacing = pacing;
    this.sampleRate = sampleRate;
    this.writer = writer;
    this.shown = shown;
    this.outbox = outbox;
    this.clock = clock;
    pace = new LinePace(UNWRITTEN + 1, clock);
    for (Result result : Result.values()) {
      counts.put(result, new LongAdder());
    }
  }

  String target() {
    return target;
  }

  Pacing pacing() {
    return pacing;
  }

  Outbox outbox() {
    return outbox;
  }

  /**
   * Takes note of errors of a group. Does not wait.
   *
   * @return whether {@link #occurred} is to follow, with one of them
   */
  boolean wants(Fingerprint group, Occasion occasion, long times) {
    if (wanted) {
      wanted = false;
      add(Result.DROPPED, 1); // nobody could make its event
    }
    if (!isSampled(group)) {
      add(Result.DROPPED, times);
      return false;
    }
    switch (pacing.decide(group, occasion, times)) {
      case SEND -> {
        add(Result.DEDUPLICATED, times - 1);
        wanted = true;
      }
      case DEDUPLICATE -> add(Result.DEDUPLICATED, times);
      case DROP -> limited(times);
    }
    return wanted;
  }

  private void limited(long times) {
    add(Result.DROPPED, times);
    if (pace.happened(LIMITED) > 0) {
      LOG.warnf(
          "So many new error groups begin that some are not reported to %s at once; each is with its"
              + " next error, as far as the limits of a minute allow",
          target);
    }
  }

  /** Takes an error, if it was wanted. Does not wait. */
  void occurred(ErrorEvent event, Occasion occasion) {
    if (!wanted) {
      return;
    }
    wanted = false;
    long since = pacing.takeSince(event.grouping().fingerprint());
    try {
      long user = shown.shown(event.sample().user());
      outbox.offer(writer.write(new ReportedError(event, occasion, user, since)), clock.millis());
    } catch (RuntimeException e) {
      // Whoever groups errors has to go on.
      add(Result.DROPPED, 1);
      if (pace.happened(UNWRITTEN) > 0) {
        LOG.errorf(e, "An error cannot be written for %s and is not reported", target);
      }
    }
  }

  /** By the group, so that a group is reported always or never. */
  private boolean isSampled(Fingerprint fingerprint) {
    return sampleRate >= 1 || (fingerprint.high() >>> 11) / TWO_TO_53 < sampleRate;
  }

  /** Adds to a count, also what an earlier process has counted. */
  void add(Result result, long errors) {
    counts.get(result).add(errors);
  }

  /** How many errors have come to that end. */
  long count(Result result) {
    long own = counts.get(result).sum();
    return switch (result) {
      case DELIVERED -> own + outbox.delivered();
      case DEDUPLICATED -> own;
      case DROPPED -> own + outbox.lost();
    };
  }
}
