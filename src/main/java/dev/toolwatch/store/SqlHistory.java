package dev.toolwatch.store;

import dev.toolwatch.signal.Minutes;
import dev.toolwatch.sketch.UserSample;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** The store's rows, each query in one transaction that sees one state of them. */
final class SqlHistory implements History {
  /** Sessions are kept one by one, and by day. */
  private static final List<Tier> SESSION_TIERS = List.of(Tier.MINUTE, Tier.DAY, Tier.WEEK);

  private final Transactions transactions;
  private final Calendar calendar;

  SqlHistory(Transactions transactions, Calendar calendar) {
    this.transactions = transactions;
    this.calendar = calendar;
  }

  @Override
  public Calendar calendar() {
    return calendar;
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
          new RollupReader(connection, calendar)
              .read(Kind.OPERATIONS, slices, names, filter.users(), sums);
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
          new RollupReader(connection, calendar).read(kind, List.of(range), names, true, sums);
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
          RollupReader reader = new RollupReader(connection, calendar);
          for (Cover.Run run : reader.cover(slices, SESSION_TIERS).runs()) {
            if (run.tier() == Tier.MINUTE) {
              SessionRows.begun(
                  connection,
                  run.from(),
                  run.to(),
                  (id, session) -> {
                    if (names.has(id)) {
                      long minute = Minutes.ofMillis(session.firstMillis());
                      ((SessionSum) sums.sum(minute, id)).add(session);
                    }
                  });
            } else {
              reader.read(Kind.SESSIONS, run, names, true, sums);
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
          List<Range> weeks = calendar.split(new Range(Minutes.start(from), range.to()), Tier.WEEK);
          SortedMap<Instant, Map<String, UserSample>> samples = new TreeMap<>();
          if (!weeks.isEmpty()) {
            Slices<Sum<UserSample>> sums = new Slices<>(weeks, Kind.SAMPLES.sum());
            Cover.Run run = new Cover.Run(Tier.WEEK, from, range.toMinute());
            new RollupReader(connection, calendar).read(Kind.SAMPLES, run, names, true, sums);
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
                lifetime(rows).ifPresent(lifetime -> lifetimes.put(series, lifetime));
              }
            }
          }
          return lifetimes;
        });
  }

  private static Optional<Lifetime> lifetime(ResultSet row) throws SQLException {
    long first = row.getLong(4);
    long last = row.getLong(5);
    try {
      return Optional.of(new Lifetime(Minutes.start(first), Minutes.start(last)));
    } catch (RuntimeException e) {
      BadRows.skip("subjects", "service " + row.getString(1), e);
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

  private <T> T read(ConnectionWork<T> work) {
    return transactions.read(transaction -> work.on(transaction.connection()));
  }
}
