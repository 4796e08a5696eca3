package dev.toolwatch.api;

import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.Retention;
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
  private final Retention retention;
  private boolean relative;

  Query(UriInfo uri, Instant now, Calendar calendar, Retention retention) {
    this.uri = uri;
    this.now = now;
    this.calendar = calendar;
    this.retention = retention;
    parameters = new Parameters(uri.getQueryParameters());
  }

  Parameters parameters() {
    return parameters;
  }

  Instant now() {
    return now;
  }

  /** The service's name, or null for all. */
  String service() {
    return parameters.text("service").orElse(null);
  }

  /** How many rows a page has at most, and after which place it begins. */
  Paging paging() {
    int limit = parameters.number("limit", Page.DEFAULT_LIMIT, 1, Page.MAX_LIMIT);
    Optional<Position> after =
        parameters.parsed("cursor", Optional.empty(), text -> Optional.of(cursor(text).last()));
    return new Paging(limit, after);
  }

  /** The cursor that a text is, if it belongs to this query. */
  private Cursor cursor(String text) {
    Cursor cursor = Cursor.of(text);
    if (cursor.query() != fingerprint()) {
      throw new IllegalArgumentException(
          "belongs to another query: only limit may change from page to page");
    }
    return cursor;
  }

  /**
   * The period, in roll-ups that are kept. With a cursor, it is that of the first page.
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
    Instant oldest = retention.oldest(now, calendar);
    Optional<Cursor> cursor = parameters.peek("cursor", this::cursor);
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
    return new Period(begin, finish).widened(retention, now, calendar);
  }

  /** The period before, of the same length, in roll-ups that are kept. */
  Period before(Period period) {
    return period.before(calendar).widened(retention, now, calendar);
  }

  /** How far points of a period are apart. */
  Step step(Period period) {
    Tier finest = retention.finestAt(period.from(), now);
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
