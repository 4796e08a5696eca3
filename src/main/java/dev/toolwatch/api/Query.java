package dev.toolwatch.api;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.Filter;
import dev.toolwatch.store.History;
import dev.toolwatch.store.Retention;
import dev.toolwatch.store.Tier;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * The query of one request: reads the parameters that several resources share. A resource reads all
 * its parameters, in any order, and then calls {@link #check}. Until then, an invalid parameter has
 * a default value. Not thread-safe.
 */
final class Query {
  /** Data that arrives later than this counts at its arrival, so older periods do not change. */
  private static final Duration LATE = Duration.ofHours(24).plusMinutes(5);

  /** A year of whole weeks. */
  static final Duration MAX_WEEKS = Duration.ofDays(7 * 53);

  private static final Duration MINUTE = Duration.ofMinutes(1);

  /** The form of a trace that other programs read. */
  static final String OTLP = "otlp";

  /** Of the answer; what the header Accept says otherwise. */
  static final List<String> FORMATS = List.of("json", "csv", "html", OTLP);

  /** How far ahead the period of a cursor may end, seen from the time of the next page. */
  private static final Duration AHEAD = Duration.ofMinutes(3);

  private final UriInfo uri;
  private final String tenant;
  private final Parameters parameters;
  private final Instant now;
  private final Calendar calendar;
  private final Retention retention;
  private boolean relative;

  Query(UriInfo uri, Instant now, Calendar calendar, Retention retention) {
    this(uri, now, calendar, retention, "");
  }

  /**
   * @param tenant whose query it is: the cursor of one tenant is not one of another
   */
  Query(UriInfo uri, Instant now, Calendar calendar, Retention retention, String tenant) {
    this.uri = uri;
    this.tenant = tenant;
    this.now = now;
    this.calendar = calendar;
    this.retention = retention;
    parameters = new Parameters(uri.getQueryParameters());
    parameters.oneOf("format", FORMATS);
  }

  Parameters parameters() {
    return parameters;
  }

  Instant now() {
    return now;
  }

  /** Reads times as the parameters have them. */
  TimeExpression times() {
    return new TimeExpression(now, calendar);
  }

  /** Now, to the second, as answers tell it. */
  Instant second() {
    return now.truncatedTo(ChronoUnit.SECONDS);
  }

  /**
   * Checks a name that the path gives.
   *
   * @param parameter what the path calls it
   */
  void checkName(String parameter, String name) {
    if (Parameters.hasControlCharacters(name)) {
      parameters.refuse(parameter, "has control characters");
    }
  }

  /** The service, or null for all services. */
  ServiceId service() {
    return parameters.text("service").map(ServiceId::of).orElse(null);
  }

  /**
   * Ends the reading of parameters, as {@link #check} does.
   *
   * @throws NotFoundException if nothing was ever heard of the service that was asked for
   */
  void check(History history) {
    check();
    String name = uri.getQueryParameters().getFirst("service");
    if (name != null
        && !name.isEmpty()
        && history.lifetimes(Filter.service(ServiceId.of(name))).isEmpty()) {
      throw new NotFoundException(
          "service: nothing has been received of a service with that name; see /api/v1/services");
    }
  }

  /** The name in an answer of a service that was asked for; null for all services. */
  static String name(ServiceId service) {
    return service == null ? null : service.name();
  }

  /** The maximum number of rows in the page, and the position after which it begins. */
  Paging paging() {
    int limit = parameters.number("limit", Page.DEFAULT_LIMIT, 1, Page.MAX_LIMIT);
    Optional<Position> after =
        parameters.parsed("cursor", Optional.empty(), text -> Optional.of(cursor(text).last()));
    return new Paging(limit, after);
  }

  /** Decodes a cursor, which has to belong to this query. */
  private Cursor cursor(String text) {
    Cursor cursor = Cursor.of(text);
    if (cursor.query() != fingerprint()) {
      throw new IllegalArgumentException(
          "belongs to another query; only limit may change between pages");
    }
    return cursor;
  }

  /**
   * The period, widened to the roll-ups that are kept. With a cursor, it is the period of the first
   * page.
   *
   * @param otherwise the default start
   */
  Period period(String otherwise) {
    return period(
        otherwise,
        retention.oldest(now, calendar),
        period -> period.widened(retention, now, calendar));
  }

  /**
   * The period of what is kept for a time of its own, in whole minutes.
   *
   * @param otherwise the default start
   * @param oldest from when on it is kept
   */
  Period minutes(String otherwise, Instant oldest) {
    return period(
        otherwise,
        oldest,
        period ->
            new Period(
                period.from().truncatedTo(ChronoUnit.MINUTES),
                period.to().minusNanos(1).truncatedTo(ChronoUnit.MINUTES).plus(MINUTE)));
  }

  private Period period(String otherwise, Instant oldest, UnaryOperator<Period> widened) {
    TimeExpression times = times();
    String start = parameters.text("from").orElse(otherwise);
    String end = parameters.text("to").orElse("now");
    relative = TimeExpression.isRelative(start) || TimeExpression.isRelative(end);
    Period stand = new Period(now.minus(MINUTE), now);
    Instant from = parameters.parsed("from", times.from(otherwise), times::from);
    Instant to = parameters.parsed("to", now, times::to);
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
          future ? "is in the future" : "is before the oldest data, " + oldest);
      return stand;
    }
    return widened.apply(new Period(begin, finish));
  }

  /**
   * The period of an answer by the week, at most {@link #MAX_WEEKS}.
   *
   * @param otherwise the default start
   */
  Period weeks(String otherwise) {
    Period period = period(otherwise);
    if (period.length().compareTo(MAX_WEEKS) > 0) {
      parameters.refuse("from", "is more than " + MAX_WEEKS.toDays() / 7 + " weeks before to");
    }
    return period;
  }

  /** The previous period of the same length, widened to the roll-ups that are kept. */
  Period before(Period period) {
    return period.before(calendar).widened(retention, now, calendar);
  }

  /** The distance between the points of a period. */
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
                "is too short for a period that begins so long ago; the shortest is 1"
                    + (finest == Tier.HOUR ? "h" : "d"));
          }
          if (step.points(period) > Step.MAX_POINTS) {
            throw new IllegalArgumentException(
                "is too short: the answer would have more than " + Step.MAX_POINTS + " points");
          }
          return step;
        });
  }

  /**
   * Ends the reading of parameters.
   *
   * @throws InvalidParametersException if any is wrong; lists all of them
   */
  void check() {
    parameters.check();
  }

  /** The cursor of the next page, or null if this page is the last. */
  String next(Page<?> page, Period period) {
    return page.last().map(last -> new Cursor(fingerprint(), period, last).encoded()).orElse(null);
  }

  /** The same for an answer without a period. */
  String next(Page<?> page) {
    return next(page, new Period(now.minus(Duration.ofMinutes(1)), now));
  }

  /** Whether the answer for a period can no longer change. */
  boolean isSettled(Period period) {
    return !relative && period.to().isBefore(now.minus(LATE));
  }

  /** Identifies the tenant, the path and the parameters, except those that may change between pages. */
  private int fingerprint() {
    Map<String, List<String>> others = new TreeMap<>();
    uri.getQueryParameters().forEach((name, values) -> others.put(name, new ArrayList<>(values)));
    others.remove("cursor");
    others.remove("limit");
    others.remove("format");
    return (tenant + uri.getPath() + others).hashCode();
  }

  /**
   * Selects the rows of a page.
   *
   * @param limit the maximum number of rows
   * @param after the last row of the previous page; empty for the first page
   */
  record Paging(int limit, Optional<Position> after) {}
}
