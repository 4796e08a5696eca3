package dev.toolwatch.store;

import static dev.toolwatch.store.RollupReader.ALL_TIERS;

import dev.toolwatch.signal.Minutes;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.LowestUsers;
import dev.toolwatch.sketch.UserSample;
import dev.toolwatch.store.RollupReader.Columns;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** The store's rows, each query in one transaction that sees one state of them. */
final class SqlHistory implements History {
  /** Sessions are kept one by one, and by day. */
  private static final List<Tier> SESSION_TIERS = List.of(Tier.MINUTE, Tier.DAY, Tier.WEEK);

  /** Sums with users that are in memory at a time: of 16 KiB each, they take 9 MB. */
  private static final int OPEN_SUMS = 512;

  /** Lists of users that are in memory at a time: of 100 kB each, they take 3 MB. */
  private static final int OPEN_LISTS = 32;

  /** What a small chart is read from: minutes up to so long, hours up to so long, else days. */
  private static final Duration IN_MINUTES = Duration.ofHours(6);

  private static final Duration IN_HOURS = Duration.ofDays(8);

  /** Buckets times series of a small chart; with more, longer buckets are read. */
  private static final long MOST_NUMBERS = 400_000;

  private final StoreOpener store;
  private final Calendar calendar;
  private final QueryLimits limits;
  private final BadRows badRows;

  SqlHistory(StoreOpener store, Calendar calendar, QueryLimits limits, BadRows badRows) {
    this.store = store;
    this.calendar = calendar;
    this.limits = limits;
    this.badRows = badRows;
  }

  @Override
  public Calendar calendar() {
    return calendar;
  }

  @Override
  public long maxCells() {
    return limits.cells();
  }

  @Override
  public <T> T inOneTransaction(Supplier<T> reads) {
    return store.query((transaction, query) -> reads.get());
  }

  @Override
  public <T> T beforeQueries(Supplier<T> reads) {
    return store.first((transaction, query) -> reads.get());
  }

  @Override
  public void forEachSeries(
      List<Range> slices, Filter filter, BiConsumer<Series, List<Rollup>> reader) {
    read(
        (connection, query) -> {
          SelectedSubjects names = series(connection, filter);
          BiConsumer<Subject, List<Rollup>> each =
              (subject, sums) ->
                  reader.accept(
                      subject.series(),
                      sums.stream().map(sum -> sum == null ? Rollup.EMPTY : sum).toList());
          RollupReader rows = new RollupReader(connection, calendar, query, badRows);
          query.size(slices.size(), names.size());
          forEach(Kind.OPERATIONS, slices, names, columns(filter), OPEN_SUMS, rows, each);
          return null;
        });
  }

  private static Columns columns(Filter filter) {
    return filter.users() ? Columns.USERS : Columns.DATA;
  }

  private static SelectedSubjects series(Connection connection, Filter filter) throws SQLException {
    return SelectedSubjects.read(
        connection, Subject.SERIES, filter.service(), subject -> filter.matches(subject.series()));
  }

  /**
   * Sums some subjects at a time.
   *
   * @param reader given every subject with its sum in each slice, null where there is none
   */
  private <V> void forEach(
      Kind<V> kind,
      List<Range> slices,
      SelectedSubjects names,
      Columns columns,
      int open,
      RollupReader rows,
      BiConsumer<Subject, List<V>> reader)
      throws SQLException {
    Cover cover = rows.cover(slices, ALL_TIERS);
    for (SelectedSubjects part : names.parts(Math.max(1, open / Math.max(1, slices.size())))) {
      Slices<Sum<V>> sums = new Slices<>(slices, kind.sum());
      for (Cover.Run run : cover.runs()) {
        rows.read(
            kind, run, part, columns, (bucket, subject, row) -> sums.sum(bucket, subject).add(row));
      }
      part.subjects().keySet().stream()
          .sorted()
          .filter(id -> sums.sums().stream().anyMatch(slice -> slice.containsKey(id)))
          .forEach(id -> reader.accept(part.of(id), values(sums, id)));
    }
  }

  private static <V> List<V> values(Slices<Sum<V>> sums, long id) {
    List<V> values = new ArrayList<>(sums.sums().size());
    for (Map<Long, Sum<V>> slice : sums.sums()) {
      Sum<V> sum = slice.remove(id);
      values.add(sum == null ? null : sum.value());
    }
    return values;
  }

  @Override
  public void forEachSlice(List<Range> slices, Filter filter, BiConsumer<Range, Rollup> reader) {
    read(
        (connection, query) -> {
          SelectedSubjects names = series(connection, filter);
          query.size(slices.size(), names.size());
          RollupReader rows = new RollupReader(connection, calendar, query, badRows);
          SliceTotals totals = new SliceTotals(slices, reader);
          // Series keep durations of their own in every slice.
          int unordered = Math.max(1, OPEN_SUMS / Math.max(1, names.size()));
          for (Cover.Run run : rows.cover(slices, ALL_TIERS).runs()) {
            rows.readInOrder(
                Kind.OPERATIONS,
                run,
                names,
                columns(filter),
                unordered,
                totals::completeUntil,
                totals::add);
          }
          totals.completeUntil(Long.MAX_VALUE);
          return null;
        });
  }

  @Override
  public <K> Map<K, long[]> numbersByPart(Range range, int parts, Function<Series, K> rowOf) {
    return read(
        (connection, query) -> {
          SelectedSubjects names =
              SelectedSubjects.read(
                  connection,
                  Subject.SERIES,
                  null,
                  subject -> rowOf.apply(subject.series()) != null);
          RollupReader rows = new RollupReader(connection, calendar, query, badRows);
          PartNumbers<K> numbers = new PartNumbers<>(range, parts);
          for (Cover.Run run : rows.cover(slices(range, names.size()), ALL_TIERS).runs()) {
            rows.read(
                Kind.OPERATIONS,
                run,
                names,
                Columns.NUMBER,
                (bucket, subject, row) ->
                    numbers.add(
                        rowOf.apply(names.of(subject).series()),
                        bucket,
                        calendar.end(run.tier(), bucket),
                        row.operations()));
          }
          return numbers.rounded();
        });
  }

  /** As short as a small chart needs, but no more than are read quickly. */
  private List<Range> slices(Range range, int series) {
    Duration length = Duration.between(range.from(), range.to());
    if (length.compareTo(IN_MINUTES) <= 0 && length.toMinutes() * series <= MOST_NUMBERS) {
      return calendar.split(range, Tier.MINUTE);
    }
    boolean inHours = length.compareTo(IN_HOURS) <= 0 && length.toHours() * series <= MOST_NUMBERS;
    return calendar.split(range, inHours ? Tier.HOUR : Tier.DAY);
  }

  @Override
  public void forEachClient(Range range, ServiceId service, BiConsumer<Client, ClientUse> reader) {
    read(
        (connection, query) -> {
          SelectedSubjects names =
              SelectedSubjects.read(connection, Subject.CLIENT, service, subject -> true);
          query.size(1, names.size());
          RollupReader rows = new RollupReader(connection, calendar, query, badRows);
          BiConsumer<Subject, List<ClientUse>> each =
              (subject, sums) -> reader.accept(subject.client(), sums.get(0));
          forEach(Kind.CLIENTS, List.of(range), names, Columns.USERS, OPEN_SUMS, rows, each);
          return null;
        });
  }

  @Override
  public void forEachUserCounts(
      Range range, ServiceId service, BiConsumer<ServiceId, UserCounts> reader) {
    read(
        (connection, query) -> {
          SelectedSubjects names = services(connection, service);
          RollupReader rows = new RollupReader(connection, calendar, query, badRows);
          BiConsumer<Subject, List<UserCounts>> each =
              (subject, sums) -> reader.accept(subject.service(), sums.get(0));
          forEach(Kind.USERS, List.of(range), names, Columns.DATA, OPEN_LISTS, rows, each);
          return null;
        });
  }

  private static SelectedSubjects services(Connection connection, ServiceId service)
      throws SQLException {
    return SelectedSubjects.read(
        connection,
        Subject.SERIES,
        service,
        subject -> subject.name().isEmpty() && subject.detail().isEmpty());
  }

  @Override
  public List<Map<ServiceId, SessionTotals>> sessions(List<Range> slices, ServiceId service) {
    return read(
        (connection, query) -> {
          SelectedSubjects names = services(connection, service);
          Slices<Sum<SessionTotals>> sums = new Slices<>(slices, SessionSum::new);
          RollupReader reader = new RollupReader(connection, calendar, query, badRows);
          for (Cover.Run run : reader.cover(slices, SESSION_TIERS).runs()) {
            if (run.tier() == Tier.MINUTE) {
              SessionRows.begun(
                  connection,
                  run.from(),
                  run.to(),
                  badRows,
                  (id, session) -> {
                    query.row();
                    if (names.has(id)) {
                      long minute = Minutes.ofMillis(session.firstMillis());
                      ((SessionSum) sums.sum(minute, id)).add(session);
                    }
                  });
            } else {
              reader.read(
                  Kind.SESSIONS,
                  run,
                  names,
                  Columns.DATA,
                  (bucket, subject, row) -> sums.sum(bucket, subject).add(row));
            }
          }
          return named(sums, names, Subject::service);
        });
  }

  @Override
  public SortedMap<Instant, UserSample> samples(Range range, ServiceId service) {
    return read(
        (connection, query) -> {
          SelectedSubjects names = services(connection, service);
          long from = calendar.start(Tier.WEEK, range.fromMinute());
          SortedMap<Instant, LowestUsers> weeks = new TreeMap<>();
          calendar
              .split(new Range(Minutes.start(from), range.to()), Tier.WEEK)
              .forEach(week -> weeks.put(week.from(), new LowestUsers()));
          if (!weeks.isEmpty()) {
            new RollupReader(connection, calendar, query, badRows)
                .read(
                    Kind.SAMPLES,
                    new Cover.Run(Tier.WEEK, from, range.toMinute()),
                    names,
                    Columns.DATA,
                    (week, subject, row) -> weeks.get(Minutes.start(week)).addAll(row.data()));
          }
          SortedMap<Instant, UserSample> samples = new TreeMap<>();
          weeks.forEach((week, users) -> samples.put(week, users.snapshot()));
          return samples;
        });
  }

  @Override
  public Map<ServiceId, Long> activeSessions(Instant since) {
    return read(
        (connection, query) -> {
          SelectedSubjects names = services(connection, null);
          Map<ServiceId, Long> active = new HashMap<>();
          SessionRows.active(connection, since.toEpochMilli())
              .forEach(
                  (id, count) -> {
                    if (names.has(id)) {
                      active.put(names.of(id).service(), count);
                    }
                  });
          return active;
        });
  }

  @Override
  public Map<Series, Lifetime> lifetimes(Filter filter) {
    return read(
        (connection, query) -> {
          Map<Series, Lifetime> lifetimes = new HashMap<>();
          try (Statement select = connection.createStatement();
              ResultSet rows =
                  select.executeQuery(
                      "SELECT service, name, detail, first_minute, last_minute FROM subjects"
                          + " WHERE kind = 0 AND first_minute IS NOT NULL")) {
            while (rows.next()) {
              Series series =
                  new Series(ServiceId.of(rows.getString(1)), rows.getString(2), rows.getString(3));
              if (filter.matches(series)) {
                lifetime(rows).ifPresent(lifetime -> lifetimes.put(series, lifetime));
              }
            }
          }
          return lifetimes;
        });
  }

  private Optional<Lifetime> lifetime(ResultSet row) throws SQLException {
    long first = row.getLong(4);
    long last = row.getLong(5);
    try {
      return Optional.of(new Lifetime(Minutes.start(first), Minutes.start(last)));
    } catch (RuntimeException e) {
      badRows.skip("subjects", "service " + row.getString(1), e);
      return Optional.empty();
    }
  }

  private static <K, V> List<Map<K, V>> named(
      Slices<? extends Sum<V>> slices, SelectedSubjects names, Function<Subject, K> key) {
    List<Map<K, V>> named = new ArrayList<>();
    for (Map<Long, ? extends Sum<V>> slice : slices.sums()) {
      Map<K, V> values = new HashMap<>();
      slice.forEach(
          (id, sum) -> {
            V value = sum.value();
            if (value != null) {
              values.put(key.apply(names.of(id)), value);
            }
          });
      named.add(values);
    }
    return named;
  }

  private <T> T read(Work<T> work) {
    return store.query((transaction, query) -> work.on(transaction.connection(), query));
  }

  @FunctionalInterface
  private interface Work<T> {
    T on(Connection connection, QueryGate.Query query) throws SQLException;
  }
}
