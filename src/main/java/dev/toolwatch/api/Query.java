package dev.toolwatch.api;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.Tier;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What one request asks for: reads the parameters that several resources have. Resources read all of
 * theirs and then {@link #check}; before that, a wrong one's value is a stand-in. Not thread-safe.
 */
final class Query {
  /** Later data than this is put where it arrives, so that what lies further back does not change. */
  private static final Duration LATE = Duration.ofHours(24).plusMinutes(5);

  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** A page's period ends no later, counted from the time of the next page. */
  private static final Duration AHEAD = Duration.ofMinutes(3);

  private final UriInfo uri;
  private final Parameters parameters;
  private final Instant now;
  private final Calendar calendar;
  private final Kept kept;
  private Optional<Cursor> cursor = Optional.empty();
  private boolean relative;

  Query(UriInfo uri, Instant now, Calendar calendar, Kept kept) {
    this.uri = uri;
    this.now = now;
    this.calendar = calendar;
    this.kept = kept;
    parameters = new Parameters(uri.getQueryParameters());
  }

  Parameters parameters() {
    return parameters;
  }

  Instant now() {
    return now;
  }

  /** The service, or null for all. */
  ServiceId service() {
    return parameters.text("service").map(ServiceId::of).orElse(null);
  }

  /** What an answer calls a service that was asked for; null for all. */
  static String name(ServiceId service) {
    return service == null ? null : service.name();
  }

  /** How many rows a page has at most, and after which place it begins. */
  Paging paging() {
    int limit = parameters.number("limit", Page.DEFAULT_LIMIT, 1, Page.MAX_LIMIT);
    cursor =
        parameters.parsed(
            "cursor",
            Optional.empty(),
            text -> {
              Cursor read = Cursor.of(text);
              if (read.query() != fingerprint()) {
                throw new IllegalArgumentException(
                    "belongs to another query: only limit may change from page to page");
              }
              return Optional.of(read);
            });
    return new Paging(limit, cursor.map(Cursor::last));
  }

  /**
   * The period, in roll-ups that are kept: the first page's where there is a cursor. Read the paging
   * first.
   *
   * @param otherwise the start where none is given
   */
  Period period(String otherwise) {
    TimeExpression times = new TimeExpression(now, calendar);
    String start = parameters.text("from").orElse(otherwise);
    String end = parameters.text("to").orElse("now");
    relative = TimeExpression.isRelative(start) || TimeExpression.isRelative(end);
    Period stand = new Period(now.minus(MINUTE), now);
    Instant from = parameters.parsed("from", times.from(otherwise), times::from);
    Instant to = parameters.parsed("to", now, times::to);
    Instant oldest = kept.oldest(now, calendar);
    if (cursor.isPresent()) {
      Period asked = cursor.get().asked();
      if (asked.from().isBefore(oldest) || asked.to().isAfter(now.plus(AHEAD))) {
        parameters.refuse("cursor", "has expired");
      }
      return asked;
    }
    Instant begin = from.isBefore(oldest) ? oldest : from;
    // An operation may end up to a minute ahead of our clock.
    Instant latest = now.plus(MINUTE);
    Instant finish = to.isAfter(latest) ? latest : to;
    if (!from.isBefore(to)) {
      parameters.refuse("from", "is not before to");
      return stand;
    }
    if (!begin.isBefore(finish)) {
      boolean future = begin.isAfter(now);
      parameters.refuse(
          future ? "from" : "to",
          future ? "is in the future" : "is before the oldest that is kept, " + oldest);
      return stand;
    }
    return kept.widened(new Period(begin, finish), now, calendar);
  }

  /** The period before, of the same length, in roll-ups that are kept. */
  Period before(Period period) {
    return kept.widened(period.before(calendar), now, calendar);
  }

  /** How far points of a period are apart. */
  Step step(Period period) {
    Tier finest = kept.finestAt(period.from(), now);
    Step fitting = Step.fitting(period, finest);
    return parameters.parsed(
        "step",
        fitting,
        text -> {
          Step step = Step.of(text);
          if (!step.isMadeOf(finest)) {
            throw new IllegalArgumentException(
                "is too short for a period that begins so long ago: at least 1"
                    + (finest == Tier.HOUR ? "h" : "d"));
          }
          if (step.points(period) > Step.MAX_POINTS) {
            throw new IllegalArgumentException(
                "is too short: it makes more than " + Step.MAX_POINTS + " points");
          }
          return step;
        });
  }

  /** When all parameters have been read. */
  void check() {
    parameters.check();
  }

  /** The next page's cursor, or null where this page is the last. */
  String next(Page<?> page, Period period) {
    return page.last().map(last -> new Cursor(fingerprint(), period, last).encoded()).orElse(null);
  }

  /** The same where the answer is about no period. */
  String next(Page<?> page) {
    return next(page, new Period(now.minus(Duration.ofMinutes(1)), now));
  }

  /** Whether the answer can change no more. */
  boolean isSettled(Period period) {
    return !relative && period.to().isBefore(now.minus(LATE));
  }

  /** Path and parameters but for those that may change from page to page. */
  private int fingerprint() {
    Map<String, List<String>> others = new TreeMap<>();
    uri.getQueryParameters().forEach((name, values) -> others.put(name, new ArrayList<>(values)));
    others.remove("cursor");
    others.remove("limit");
    return (uri.getPath() + others).hashCode();
  }

  /**
   * Which rows a page has.
   *
   * @param limit how many at most
   * @param after the last row before it; empty for the first page
   */
  record Paging(int limit, Optional<Position> after) {}
}
