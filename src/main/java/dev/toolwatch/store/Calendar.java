package dev.toolwatch.store;

import dev.toolwatch.signal.Minutes;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;

/**
 * Days of a time zone, weeks of such days from Monday, and hours counted from a day's start: so
 * hours lie within days and days within weeks, whatever the zone does to its clocks. All in minutes
 * since the Unix epoch. Immutable.
 */
public final class Calendar {
  private final ZoneId zone;

  public Calendar(ZoneId zone) {
    this.zone = zone;
  }

  public ZoneId zone() {
    return zone;
  }

  /** The range cut at every start of a bucket of a tier; its ends may be parts of buckets. */
  public List<Range> split(Range range, Tier tier) {
    List<Range> slices = new ArrayList<>();
    long to = range.toMinute();
    for (long minute = range.fromMinute(); minute < to; ) {
      long end = Math.min(end(tier, start(tier, minute)), to);
      slices.add(new Range(Minutes.start(minute), Minutes.start(end)));
      minute = end;
    }
    return slices;
  }

  /** The start of the bucket that a time lies in. */
  public Instant start(Tier tier, Instant time) {
    return Minutes.start(start(tier, Minutes.of(time)));
  }

  /** The end of the bucket that a time lies in: the next one's start. */
  public Instant end(Tier tier, Instant time) {
    return Minutes.start(end(tier, start(tier, Minutes.of(time))));
  }

  /** The end of the bucket that a time lies in, or the time itself if a bucket begins there. */
  public Instant ceiling(Tier tier, Instant time) {
    return start(tier, time).equals(time) ? time : end(tier, time);
  }

  /** The first minute of the bucket that a minute lies in. */
  long start(Tier tier, long minute) {
    return switch (tier) {
      case MINUTE -> minute;
      case HOUR -> {
        long day = start(date(minute));
        yield day + Math.floorDiv(minute - day, Minutes.HOUR) * Minutes.HOUR;
      }
      case DAY -> start(date(minute));
      case WEEK -> start(monday(date(minute)));
    };
  }

  /** The first minute after a bucket. */
  long end(Tier tier, long start) {
    return switch (tier) {
      case MINUTE -> start + 1;
      case HOUR -> Math.min(start + Minutes.HOUR, end(Tier.DAY, start(Tier.DAY, start)));
      case DAY -> start(date(start).plusDays(1));
      case WEEK -> start(monday(date(start)).plusWeeks(1));
    };
  }

  /** The starts of a run's buckets. */
  List<Long> buckets(Cover.Run run) {
    List<Long> starts = new ArrayList<>();
    for (long start = run.from(); start < run.to(); start = end(run.tier(), start)) {
      starts.add(start);
    }
    return starts;
  }

  private LocalDate date(long minute) {
    return LocalDate.ofInstant(Minutes.start(minute), zone);
  }

  /** The first minute of a day. */
  long start(LocalDate date) {
    return Minutes.of(date.atStartOfDay(zone).toInstant());
  }

  private static LocalDate monday(LocalDate date) {
    return date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
  }
}
