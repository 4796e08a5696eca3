package dev.toolwatch.store;

import dev.toolwatch.sketch.UserSample;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** The store's rows, each query in one transaction that sees one state of them. */
final class SqlHistory implements History {
  private static final List<Tier> ALL_TIERS = List.of(Tier.values());

  /** Sessions are kept one by one, and by day. */
  private static final List<Tier> SESSION_TIERS = List.of(Tier.MINUTE, Tier.DAY, Tier.WEEK);

  private final Supplier<Database> database;
  private final Calendar calendar;

  /**
   * Reads from a database.
   *
   * @param database the one that is open; throws a {@link StoreException} while none is
   */
  SqlHistory(Supplier<Database> database, Calendar calendar) {
    this.database = database;
    this.calendar = calendar;
  }

  @Override
  public Calendar calendar() {
    return calendar;
  }

  @Override
  public <T> T inOneTransaction(Supplier<T> reads) {
    return read(connection -> reads.get());
  }

  @Override
  public List<Map<Series, Rollup>> operations(List<Range> slices, Filter filter) {
    return read(
        connection -> {
          SelectedSubjects names =
              SelectedSubjects.read(
                  connection,
                  Subject.SERIES,
                  filter.service(),
                  subject -> filter.matches(subject.series()));
          Slices<Sum<Rollup>> sums = new Slices<>(slices, Kind.OPERATIONS.sum());
          rollups(connection, Kind.OPERATIONS, slices, names, filter.users(), sums);
          return named(sums, names, Subject::series);
        });
  }

  @Override
  public Map<Client, ClientUse> clients(Range range, String service) {
    return totals(Kind.CLIENTS, Subject.CLIENT, range, service, Subject::client);
  }

  @Override
  public Map<String, UserCounts> users(Range range, String service) {
    return totals(Kind.USERS, Subject.SERIES, range, service, Subject::service);
  }

  private <K, V> Map<K, V> totals(
      Kind<V> kind, int of, Range range, String service, Function<Subject, K> key) {
    return read(
        connection -> {
          SelectedSubjects names =
              of == Subject.CLIENT
                  ? SelectedSubjects.read(connection, of, service, subject -> true)
                  : services(connection, service);
          Slices<Sum<V>> sums = new Slices<>(List.of(range), kind.sum());
          rollups(connection, kind, List.of(range), names, true, sums);
          return named(sums, names, key).get(0);
        });
  }

  private static SelectedSubjects services(Connection connection, String service)
      throws SQLException {
    return SelectedSubjects.read(
        connection,
        Subject.SERIES,
        service,
        subject -> subject.name().isEmpty() && subject.detail().isEmpty());
  }

  @Override
  public List<Map<String, SessionTotals>> sessions(List<Range> slices, String service) {
    return read(
        connection -> {
          SelectedSubjects names = services(connection, service);
          Slices<Sum<SessionTotals>> sums = new Slices<>(slices, SessionSum::new);
          for (Cover.Run run : cover(connection, slices, SESSION_TIERS).runs()) {
            if (run.tier() == Tier.MINUTE) {
              SessionRows.begun(
                  connection,
                  run.from(),
                  run.to(),
                  (id, session) -> {
                    if (names.has(id)) {
                      long minute = Math.floorDiv(session.firstMillis(), 60_000L);
                      ((SessionSum) sums.sum(minute, id)).add(session);
                    }
                  });
            } else {
              rollups(connection, Kind.SESSIONS, run, names, true, sums);
            }
          }
          return named(sums, names, Subject::service);
        });
  }

  @Override
  public SortedMap<Instant, Map<String, UserSample>> samples(Range range, String service) {
    return read(
        connection -> {
          SelectedSubjects names = services(connection, service);
          long from = calendar.start(Tier.WEEK, range.fromMinute());
          List<Range> weeks =
              calendar.split(new Range(Calendar.instant(from), range.to()), Tier.WEEK);
          SortedMap<Instant, Map<String, UserSample>> samples = new TreeMap<>();
          if (!weeks.isEmpty()) {
            Slices<Sum<UserSample>> sums = new Slices<>(weeks, Kind.SAMPLES.sum());
            Cover.Run run = new Cover.Run(Tier.WEEK, from, range.toMinute());
            rollups(connection, Kind.SAMPLES, run, names, true, sums);
            List<Map<String, UserSample>> named = named(sums, names, Subject::service);
            for (int i = 0; i < weeks.size(); i++) {
              samples.put(weeks.get(i).from(), named.get(i));
            }
          }
          return samples;
        });
  }

  @Override
  public Map<String, Long> activeSessions(Instant since) {
    return read(
        connection -> {
          SelectedSubjects names = services(connection, null);
          Map<String, Long> active = new HashMap<>();
          SessionRows.active(connection, since.toEpochMilli())
              .forEach((id, count) -> active.put(names.of(id).service(), count));
          return active;
        });
  }

  @Override
  public Map<Series, Lifetime> lifetimes(Filter filter) {
    return read(
        connection -> {
          Map<Series, Lifetime> lifetimes = new HashMap<>();
          try (Statement select = connection.createStatement();
              ResultSet rows =
                  select.executeQuery(
                      "SELECT service, name, detail, first_minute, last_minute FROM subjects"
                          + " WHERE kind = 0 AND first_minute IS NOT NULL")) {
            while (rows.next()) {
              Series series = new Series(rows.getString(1), rows.getString(2), rows.getString(3));
              if (filter.matches(series)) {
                Instant first = Calendar.instant(rows.getLong(4));
                lifetimes.put(series, new Lifetime(first, Calendar.instant(rows.getLong(5))));
              }
            }
          }
          return lifetimes;
        });
  }

  private <V> void rollups(
      Connection connection,
      Kind<V> kind,
      List<Range> slices,
      SelectedSubjects names,
      boolean users,
      Slices<Sum<V>> sums)
      throws SQLException {
    for (Cover.Run run : cover(connection, slices, ALL_TIERS).runs()) {
      rollups(connection, kind, run, names, users, sums);
    }
  }

  private Cover cover(Connection connection, List<Range> slices, List<Tier> tiers)
      throws SQLException {
    List<Set<Long>> dirty = new ArrayList<>();
    for (int i = 0; i < ALL_TIERS.size(); i++) {
      dirty.add(new HashSet<>());
    }
    try (Statement select = connection.createStatement();
        ResultSet rows = select.executeQuery("SELECT tier, bucket FROM dirty")) {
      while (rows.next()) {
        dirty.get(rows.getInt(1)).add(rows.getLong(2));
      }
    }
    return Cover.of(slices, tiers, calendar, Horizons.read(connection, ""), dirty);
  }

  private <V> void rollups(
      Connection connection,
      Kind<V> kind,
      Cover.Run run,
      SelectedSubjects names,
      boolean users,
      Slices<Sum<V>> sums)
      throws SQLException {
    if (names.subjects().isEmpty()) {
      return;
    }
    String columns =
        "SELECT bucket, subject, operations, data" + (users ? ", users" : "") + " FROM rollups";
    InList.RowReader reader =
        row -> {
          long subject = row.getLong(2);
          if (names.has(subject)) {
            byte[] who = users ? row.getBytes(5) : Row.NONE;
            sums.sum(row.getLong(1), subject).add(new Row(row.getLong(3), row.getBytes(4), who));
          }
        };
    if (names.areFew()) {
      List<Long> ids = names.ids();
      InList.query(
          connection,
          columns
              + " WHERE tier = ? AND kind = ? AND subject IN "
              + InList.list(ids.size())
              + " AND bucket IN ",
          select -> {
            select.setInt(1, run.tier().ordinal());
            select.setInt(2, kind.number());
            for (int i = 0; i < ids.size(); i++) {
              select.setLong(3 + i, ids.get(i));
            }
            return 3 + ids.size();
          },
          calendar.buckets(run),
          "",
          reader);
      return;
    }
    try (PreparedStatement select =
        Database.streaming(
            connection.prepareStatement(
                columns + " WHERE tier = ? AND kind = ? AND bucket >= ? AND bucket < ?"))) {
      select.setInt(1, run.tier().ordinal());
      select.setInt(2, kind.number());
      select.setLong(3, run.from());
      select.setLong(4, run.to());
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          reader.read(rows);
        }
      }
    }
  }

  private static <K, V> List<Map<K, V>> named(
      Slices<? extends Sum<V>> slices, SelectedSubjects names, Function<Subject, K> key) {
    List<Map<K, V>> named = new ArrayList<>();
    for (Map<Long, ? extends Sum<V>> slice : slices.sums()) {
      Map<K, V> values = new HashMap<>();
      slice.forEach((id, sum) -> values.put(key.apply(names.of(id)), sum.value()));
      named.add(values);
    }
    return named;
  }

  private <T> T read(Work<T> work) {
    try {
      return database.get().read(work);
    } catch (SQLException e) {
      throw new StoreException("cannot be read: " + e.getMessage(), e);
    }
  }
}
