package dev.toolwatch.errors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.signal.ShownUsers;
import dev.toolwatch.sketch.UserSample;
import dev.toolwatch.sketch.UserSketch;
import dev.toolwatch.store.AuditEntry;
import dev.toolwatch.store.AuditFilter;
import dev.toolwatch.store.AuditLog;
import dev.toolwatch.store.Batches;
import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.Client;
import dev.toolwatch.store.ClientUse;
import dev.toolwatch.store.Erasures;
import dev.toolwatch.store.Filter;
import dev.toolwatch.store.Range;
import dev.toolwatch.store.Retention;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Series;
import dev.toolwatch.store.SessionKey;
import dev.toolwatch.store.Store;
import dev.toolwatch.store.StoreLocation;
import dev.toolwatch.store.UserCounts;
import dev.toolwatch.store.UserRows;
import dev.toolwatch.testing.SettableTime;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What erasing a user leaves, on every database. */
abstract class ErasureContract {
  static final long USER = 0x0123_4567_89ab_cdefL;
  private static final long OTHER = 0x7ace_0000_1111_2222L;

  /** A Monday. */
  private static final Instant START = Instant.parse("2026-08-03T10:00:00Z");

  private static final Duration PAUSE = Duration.ofMinutes(30);
  private static final Retention RETENTION =
      new Retention(Duration.ofDays(20), Duration.ofDays(100), Duration.ofDays(1095));
  private static final ServiceId ORDERS = ServiceId.of("orders");
  private static final ServiceId CROWD = ServiceId.of("crowd");
  private static final Series FIND = new Series(ORDERS, "tools/call", "find");
  private static final Set<String> WITH_USERS =
      Set.of("rollups", "sessions", "states", "error_group_days", "error_group_samples");

  private final SettableTime clock = new SettableTime(START);
  Store store;
  private Erasures erasures;
  private long sequence;

  abstract StoreLocation place();

  /** For JDBC. */
  abstract String url();

  @BeforeEach
  void open() {
    store = new Store(place(), new Calendar(ZoneOffset.UTC), PAUSE, RETENTION, "a", clock);
    store.open();
    List<UserRows> rows = new ArrayList<>(Erasures.ofTheStore());
    rows.add(new ErrorUsers());
    erasures =
        new Erasures(
            store.transactions(), rows, ShownUsers.AS_COUNTED, PAUSE, Runnable::run, clock);
  }

  @AfterEach
  void close() {
    store.close();
  }

  /** All that is kept of users, in all tiers. */
  private void fill() {
    uses(START);
    SplittableRandom random = new SplittableRandom(7);
    long[] crowd = LongStream.generate(random::nextLong).limit(5_000).toArray();
    crowd[0] = USER;
    store.add(
        Batches.operations(START, new Series(CROWD, "", ""), Batches.rollup(9, 1, crowd)),
        ++sequence);
    store.add(
        Batches.samples(
            START.atZone(ZoneOffset.UTC).toLocalDate().toEpochDay(), CROWD, UserSample.of(crowd)),
        ++sequence);
    clock.advance(Duration.ofDays(9));
    store.maintain();
    clock.advance(Duration.ofMinutes(6));
    store.maintain();
    clock.advance(Duration.ofMinutes(6));
    store.maintain();
    MadeGroup.store(
        store.transactions(),
        new MadeGroup(1, "orders").error(START, "find", USER, 1).error(START, "find", OTHER, 2));
    store.saveStates(
        Map.of(
            "usage",
            ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN).putLong(3, USER).array(),
            "red",
            new byte[] {1, 2, 3}));
  }

  /** An operation of each user. */
  private void uses(Instant time) {
    store.add(Batches.operations(time, FIND, Batches.rollup(8, 1, USER, OTHER)), ++sequence);
    store.add(
        Batches.operations(time, new Series(ORDERS, "", ""), Batches.rollup(8, 1, USER, OTHER)),
        ++sequence);
    store.add(
        Batches.clients(
            time, new Client(ORDERS, "cli", "1"), new ClientUse(8, UserSketch.of(USER, OTHER))),
        ++sequence);
    store.add(
        Batches.users(time, ORDERS, UserCounts.of(Map.of(USER, 5L, OTHER, 3L), 1)), ++sequence);
    long monday = START.atZone(ZoneOffset.UTC).toLocalDate().toEpochDay();
    store.add(Batches.samples(monday, ORDERS, UserSample.of(USER, OTHER)), ++sequence);
    store.add(Batches.session(new SessionKey(ORDERS, USER, true), time, 5, 4), ++sequence);
    store.add(Batches.session(new SessionKey(ORDERS, OTHER, true), time, 5, 4), ++sequence);
  }

  private void ask() {
    assertThat(
            erasures.ask(
                USER,
                new AuditEntry(
                    clock.instant(), "ops", "10.0.0.7", "user.erase", erasures.subject(USER), "")))
        .isTrue();
  }

  private void round() {
    erasures.expire(RETENTION, clock.instant());
  }

  /** The tables in which a pseudonym is, as a number, as bytes in either order, or as digits. */
  private Set<String> tablesWith(long user) throws SQLException {
    Set<String> found = new TreeSet<>();
    try (Connection connection = DriverManager.getConnection(url())) {
      List<String> tables = new ArrayList<>();
      try (ResultSet names =
          connection.getMetaData().getTables(null, null, "%", new String[] {"TABLE"})) {
        while (names.next()) {
          tables.add(names.getString("TABLE_NAME"));
        }
      }
      for (String table : tables) {
        try (Statement statement = connection.createStatement();
            ResultSet row = statement.executeQuery("SELECT * FROM " + table)) {
          int columns = row.getMetaData().getColumnCount();
          while (row.next()) {
            for (int column = 1; column <= columns; column++) {
              if (has(row.getObject(column), user)) {
                found.add(table);
              }
            }
          }
        }
      }
    }
    return found;
  }

  private static boolean has(Object value, long user) {
    if (value instanceof byte[] bytes) {
      return hasBytes(bytes, user);
    }
    return value instanceof Number number && number.longValue() == user
        || value instanceof String text && text.contains(HexFormat.of().toHexDigits(user));
  }

  static boolean hasBytes(byte[] bytes, long user) {
    String text = HexFormat.of().formatHex(bytes);
    return text.contains(HexFormat.of().toHexDigits(user))
        || text.contains(HexFormat.of().toHexDigits(Long.reverseBytes(user)));
  }

  private Range all() {
    return new Range(START.minus(Duration.ofDays(1)), START.plus(Duration.ofDays(30)));
  }

  private Rollup total() {
    return store.history().operations(all(), Filter.tools(ORDERS)).get(FIND);
  }

  private UserCounts counts() {
    UserCounts[] sum = {UserCounts.EMPTY};
    store
        .history()
        .forEachUserCounts(all(), ORDERS, (service, counts) -> sum[0] = sum[0].plus(counts));
    return sum[0];
  }

  private List<String> trail() {
    return new AuditLog(store.transactions(), RETENTION.days())
        .list(AuditFilter.of(START, clock.instant().plusSeconds(1)), Long.MAX_VALUE, 10).stream()
            .map(stored -> stored.entry().action())
            .toList();
  }

  @Test
  void userIsFoundNowhere_andSumsStay() throws SQLException {
    fill();
    assertThat(tablesWith(USER)).isEqualTo(WITH_USERS);
    Rollup before = total();
    long sessions = sessions();
    assertThat(before.users().count()).isEqualTo(2);
    ask();
    round();
    assertThat(tablesWith(USER)).containsExactly("erasures");
    assertThat(tablesWith(OTHER))
        .containsExactlyInAnyOrder(
            "rollups", "sessions", "error_group_days", "error_group_samples");
    assertThat(total()).usingRecursiveComparison().ignoringFields("users").isEqualTo(before);
    assertThat(total().users().count()).isEqualTo(1);
    assertThat(counts()).isEqualTo(UserCounts.of(Map.of(OTHER, 3L), 6));
    assertThat(sessions()).isEqualTo(sessions);
  }

  private long sessions() {
    return store.history().sessions(List.of(all()), ORDERS).get(0).values().stream()
        .mapToLong(totals -> totals.sessions())
        .sum();
  }

  @Test
  void whatComesOutOfMemoryLater_goesToo_andThenItIsDone() throws SQLException {
    fill();
    ask();
    round();
    uses(clock.instant());
    clock.advance(Duration.ofMinutes(14));
    round();
    assertThat(tablesWith(USER)).contains("rollups", "sessions");
    clock.advance(Duration.ofMinutes(1));
    round();
    assertThat(tablesWith(USER)).containsExactly("erasures");
    assertThat(trail()).containsExactly("user.erase");
    clock.advance(Duration.ofMinutes(32));
    round();
    assertThat(tablesWith(USER)).isEmpty();
    assertThat(trail()).containsExactly("user.erased", "user.erase");
    // A user who comes back later is a new one.
    uses(clock.instant());
    clock.advance(Duration.ofDays(1));
    round();
    assertThat(tablesWith(USER)).contains("rollups");
  }

  @Test
  void fullSample_staysFull() throws SQLException {
    fill();
    ask();
    long before = sampled();
    round();
    assertThat(sampled()).isEqualTo(before).isGreaterThan(4_500);
  }

  private long sampled() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT data FROM rollups WHERE kind = 4 AND LENGTH(data) = 32768")) {
      assertThat(row.next()).isTrue();
      return UserSample.fromBytes(row.getBytes(1)).count();
    }
  }

  @Test
  void soManyAtOnce_andNoMore() {
    for (long user = 1; user <= 20; user++) {
      assertThat(erasures.ask(user, entry(user))).isTrue();
    }
    assertThat(erasures.ask(21, entry(21))).isFalse();
    assertThat(erasures.ask(7, entry(7))).isTrue();
  }

  private AuditEntry entry(long user) {
    return new AuditEntry(START, "ops", "", "user.erase", erasures.subject(user), "");
  }
}
