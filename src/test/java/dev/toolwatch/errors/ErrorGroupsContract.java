package dev.toolwatch.errors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.cardinality.Family;
import dev.toolwatch.store.AuditEntry;
import dev.toolwatch.store.AuditFilter;
import dev.toolwatch.store.AuditLog;
import dev.toolwatch.store.Calendar;
import dev.toolwatch.store.Range;
import dev.toolwatch.store.Retention;
import dev.toolwatch.store.Store;
import dev.toolwatch.store.StoreLocation;
import dev.toolwatch.store.StoredAuditEntry;
import dev.toolwatch.testing.CapturedLog;
import dev.toolwatch.testing.SettableTime;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the tables of error groups do on every database. */
abstract class ErrorGroupsContract {
  private static final Instant START = Instant.parse("2026-08-03T10:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);
  private static final int SAMPLES = MadeGroup.SAMPLES;

  private static final Retention RETENTION =
      new Retention(Duration.ofDays(7), Duration.ofDays(100), Duration.ofDays(1095));

  private final SettableTime clock = new SettableTime(START);
  private final List<Store> opened = new ArrayList<>();

  /** An empty database is there before each test. */
  abstract StoreLocation place();

  /** Of the same database, for JDBC. */
  abstract String url();

  private Store store(String replica) {
    Store store =
        new Store(
            place(),
            new Calendar(ZoneOffset.UTC),
            Duration.ofMinutes(30),
            RETENTION,
            replica,
            clock);
    opened.add(store);
    store.open();
    return store;
  }

  private ErrorGroupTable table(String replica) {
    return new ErrorGroupTable(store(replica).transactions());
  }

  @AfterEach
  void closeStores() {
    opened.forEach(Store::close);
  }

  private ErrorGroupReader reader() {
    return new ErrorGroupReader(opened.get(0).transactions());
  }

  private static Instant at(long hours) {
    return START.plus(HOUR.multipliedBy(hours));
  }

  private static Range range(long fromHour, long toHour) {
    return new Range(at(fromHour), at(toHour));
  }

  private List<CountedGroup> list(Range range) {
    return reader().list(new ErrorGroupFilter(range, null, null));
  }

  private static List<Long> numbers(List<CountedGroup> groups) {
    return groups.stream()
        .map(group -> group.group().grouping().fingerprint().low())
        .sorted()
        .toList();
  }

  private StoredGroup group(long number) {
    return reader().find(MadeGroup.fingerprint(number)).orElseThrow();
  }

  private GroupDetails details(long number, Range range) {
    long id = group(number).id();
    return reader().details(List.of(id), range).get(id);
  }

  private static AuditEntry audit(String action) {
    return new AuditEntry(START, "alice", "10.0.0.7", action, "1-x", "");
  }

  private static GroupState state(GroupStatus status, Instant time) {
    return new GroupState(status, false, time.toEpochMilli(), "alice", "", 0, 0);
  }

  private long number(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private static List<GroupPart> parts(MadeGroup... groups) {
    return List.of(groups).stream().map(MadeGroup::part).toList();
  }

  @Test
  void additionUnderTheSameNumber_countsOnce() {
    ErrorGroupTable table = table("a");
    List<GroupPart> parts = parts(new MadeGroup(1, "orders").error(START, "find", 7, 1));
    table.add(parts, SAMPLES, 1);
    table.add(parts, SAMPLES, 1);
    assertThat(group(1).events()).isEqualTo(1);
    table.add(parts, SAMPLES, 2);
    assertThat(group(1).events()).isEqualTo(2);
    assertThat(list(range(0, 1)).get(0).events()).isEqualTo(2);
    assertThat(details(1, range(0, 1)).users().count()).isEqualTo(1);
    assertThat(group(1).samples()).hasSize(1);
  }

  @Test
  void partsOfTwoReplicas_areOneGroup_withTheEarliestAndTheLatest() {
    ErrorGroupTable one = table("a");
    ErrorGroupTable two = table("b");
    one.add(
        parts(
            new MadeGroup(1, "orders")
                .thrown("ValueError", "the first")
                .version("1.1")
                .error(at(1), "find", 7, 1)
                .version("1.2")
                .error(at(2), "find", 8, 2)),
        SAMPLES,
        1);
    two.add(
        parts(
            new MadeGroup(1, "orders")
                .thrown("ValueError", "another")
                .version("1.0")
                .error(START, "list", 8, 3)
                .version("1.3")
                .error(at(30), "", 9, 4)),
        SAMPLES,
        1);
    StoredGroup group = group(1);
    assertThat(group.message()).isEqualTo("the first");
    assertThat(group.firstMillis()).isEqualTo(START.toEpochMilli());
    assertThat(group.lastMillis()).isEqualTo(at(30).toEpochMilli());
    assertThat(group.firstVersion()).isEqualTo("1.0");
    assertThat(group.lastVersion()).isEqualTo("1.3");
    assertThat(group.events()).isEqualTo(4);
    assertThat(group.state()).isEqualTo(GroupState.NEW);
    assertThat(group.samples()).extracting(ErrorSample::traceIdLow).containsExactly(3L, 1L, 2L, 4L);
    assertThat(reader().hours(group.id(), range(0, 31)).values()).containsExactly(1L, 1L, 1L, 1L);
    GroupDetails details = details(1, range(0, 31));
    assertThat(details.users().count()).isEqualTo(3);
    assertThat(details.tools()).containsExactly("find", "list");
    assertThat(details.traceIdLow()).isEqualTo(4);
    assertThat(details(1, range(0, 4)).users().count()).isEqualTo(2);
    assertThat(list(range(1, 3)).get(0).events()).isEqualTo(2);
    assertThat(list(range(3, 30))).isEmpty();
  }

  @Test
  void laterPartOfAnEarlierTime_changesNeitherTheEndNorItsVersion() {
    ErrorGroupTable table = table("a");
    table.add(parts(new MadeGroup(1, "orders").version("2").error(at(5), "f", 1, 1)), SAMPLES, 1);
    table.add(parts(new MadeGroup(1, "orders").version("1").error(at(3), "f", 1, 2)), SAMPLES, 2);
    assertThat(group(1).firstVersion()).isEqualTo("1");
    assertThat(group(1).lastVersion()).isEqualTo("2");
    assertThat(group(1).lastMillis()).isEqualTo(at(5).toEpochMilli());
  }

  @Test
  void load_returnsTheLatest_asTheyWere() {
    ErrorGroupTable table = table("a");
    GroupPart last =
        new MadeGroup(3, "wiki").callersMistake().error(at(3), "read", 7, 0x1234).part();
    table.add(
        List.of(new MadeGroup(1, "orders").error(at(1), "find", 7, 1).part(), last), SAMPLES, 1);
    table.add(parts(new MadeGroup(2, "orders").error(at(2), "find", 7, 1)), SAMPLES, 2);
    List<StoredGroup> loaded = new ErrorGroupTable(store("b").transactions()).load(2);
    assertThat(loaded)
        .extracting(group -> group.grouping().fingerprint())
        .containsExactly(MadeGroup.fingerprint(3), MadeGroup.fingerprint(2));
    StoredGroup group = loaded.get(0);
    assertThat(group.grouping()).isEqualTo(last.grouping());
    assertThat(group.service()).isEqualTo(last.service());
    assertThat(group.callersMistake()).isTrue();
    assertThat(loaded.get(1).callersMistake()).isFalse();
  }

  @Test
  void samples_areTheOldestTheNewest_andSpread_overReplicas() {
    ErrorGroupTable one = table("a");
    ErrorGroupTable two = table("b");
    MadeGroup first = new MadeGroup(1, "orders");
    MadeGroup second = new MadeGroup(1, "orders");
    for (int i = 0; i < 50; i++) {
      first.error(START.plusSeconds(i), "find", 7, i);
      second.error(START.plusSeconds(i).plus(HOUR.multipliedBy(2)), "find", 7, 100 + i);
    }
    one.add(parts(first), SAMPLES, 1);
    assertThat(group(1).samples()).hasSize(SAMPLES);
    two.add(parts(second), SAMPLES, 1);
    one.add(parts(first), SAMPLES, 2);
    List<Long> traces = group(1).samples().stream().map(ErrorSample::traceIdLow).toList();
    assertThat(traces).hasSize(SAMPLES).startsWith(0L).endsWith(149L).doesNotHaveDuplicates();
    assertThat(traces).filteredOn(trace -> trace >= 100).hasSizeBetween(2, 3);
    one.add(parts(first), 2, 3);
    assertThat(group(1).samples()).extracting(ErrorSample::traceIdLow).containsExactly(0L, 149L);
  }

  @Test
  void sampleThatIsThereAlready_keepsItsRow() throws SQLException {
    ErrorGroupTable table = table("a");
    MadeGroup group = new MadeGroup(1, "orders").error(START, "find", 7, 1);
    table.add(parts(group), SAMPLES, 1);
    long row = number("SELECT MIN(id) FROM error_group_samples");
    table.add(parts(group.error(at(1), "find", 7, 2)), SAMPLES, 2);
    assertThat(number("SELECT MIN(id) FROM error_group_samples")).isEqualTo(row);
    assertThat(number("SELECT COUNT(*) FROM error_group_samples")).isEqualTo(2);
  }

  @Test
  void resolvedGroupThatComesBack_isOpenAndRegressed() {
    ErrorGroupTable table = table("a");
    table.add(parts(new MadeGroup(1, "orders").error(START, "find", 7, 1)), SAMPLES, 1);
    table.change(
        MadeGroup.fingerprint(1), events -> state(GroupStatus.RESOLVED, at(1)), audit("resolve"));
    table.add(parts(new MadeGroup(1, "orders").error(at(2), "find", 7, 2)), SAMPLES, 2);
    assertThat(group(1).state()).isEqualTo(state(GroupStatus.RESOLVED, at(1)));
    table.add(
        parts(new MadeGroup(1, "orders").error(at(3), "find", 7, 3).regressed(at(3))), SAMPLES, 3);
    assertThat(group(1).state())
        .isEqualTo(new GroupState(GroupStatus.OPEN, true, at(3).toEpochMilli(), "", "", 0, 0));
  }

  @Test
  void regressionBeforeItWasResolved_orOfOneThatIsIgnored_changesNothing() {
    ErrorGroupTable table = table("a");
    table.add(
        parts(
            new MadeGroup(1, "orders").error(START, "find", 7, 1),
            new MadeGroup(2, "orders").error(START, "find", 7, 1),
            new MadeGroup(3, "orders").error(START, "find", 7, 1)),
        SAMPLES,
        1);
    table.change(
        MadeGroup.fingerprint(1), events -> state(GroupStatus.RESOLVED, at(5)), audit("resolve"));
    table.change(
        MadeGroup.fingerprint(2), events -> state(GroupStatus.IGNORED, at(1)), audit("ignore"));
    long revision = table.states(0).revision();
    table.add(
        parts(
            new MadeGroup(1, "orders").error(at(4), "find", 7, 2).regressed(at(4)),
            new MadeGroup(2, "orders").error(at(4), "find", 7, 2).regressed(at(4)),
            new MadeGroup(3, "orders").error(at(4), "find", 7, 2).regressed(at(4))),
        SAMPLES,
        2);
    assertThat(group(1).state().status()).isEqualTo(GroupStatus.RESOLVED);
    assertThat(group(2).state().status()).isEqualTo(GroupStatus.IGNORED);
    assertThat(group(3).state()).isEqualTo(GroupState.NEW);
    assertThat(table.states(revision).changed()).isEmpty();
  }

  @Test
  void change_isInTheAuditTrail_withIt_orNotAtAll() {
    Store store = store("a");
    ErrorGroupTable table = new ErrorGroupTable(store.transactions());
    AuditLog audit = new AuditLog(store.transactions(), RETENTION.days());
    table.add(
        parts(new MadeGroup(1, "orders").error(START, "f", 7, 1).count(START, "f", 7, 4)),
        SAMPLES,
        1);
    assertThat(table.change(MadeGroup.fingerprint(2), events -> GroupState.NEW, audit("ignore")))
        .isEmpty();
    assertThat(audit.list(AuditFilter.of(START, at(1)), Long.MAX_VALUE, 10)).isEmpty();
    GroupState ignored =
        table
            .change(
                MadeGroup.fingerprint(1),
                events ->
                    new GroupState(
                        GroupStatus.IGNORED, false, START.toEpochMilli(), "bob", "", 9, events + 3),
                audit("ignore"))
            .orElseThrow();
    assertThat(ignored.untilEvents()).isEqualTo(8);
    assertThat(group(1).state()).isEqualTo(ignored);
    assertThat(audit.list(AuditFilter.of(START, at(1)), Long.MAX_VALUE, 10))
        .extracting(StoredAuditEntry::entry)
        .containsExactly(audit("ignore"));
    assertThat(audit.list(AuditFilter.of(at(1), at(2)), Long.MAX_VALUE, 10)).isEmpty();
  }

  @Test
  void replica_learnsWhatOthersHaveChanged_onceEach() {
    ErrorGroupTable one = table("a");
    ErrorGroupTable two = table("b");
    one.add(
        parts(
            new MadeGroup(1, "orders").error(START, "find", 7, 1),
            new MadeGroup(2, "orders").error(START, "find", 7, 1)),
        SAMPLES,
        1);
    assertThat(two.states(0)).isEqualTo(new GroupStates(0, Map.of()));
    GroupState resolved = state(GroupStatus.RESOLVED, at(1));
    one.change(MadeGroup.fingerprint(1), events -> resolved, audit("resolve"));
    GroupStates states = two.states(0);
    assertThat(states.changed()).isEqualTo(Map.of(MadeGroup.fingerprint(1), resolved));
    assertThat(two.states(states.revision()).changed()).isEmpty();
    one.add(
        parts(new MadeGroup(1, "orders").error(at(2), "find", 7, 3).regressed(at(2))), SAMPLES, 2);
    one.dropBeyond(0);
    one.add(parts(new MadeGroup(2, "orders").error(at(3), "find", 7, 4)), SAMPLES, 3);
    one.change(MadeGroup.fingerprint(2), events -> resolved, audit("resolve"));
    assertThat(two.states(states.revision()).changed())
        .isEqualTo(Map.of(MadeGroup.fingerprint(2), resolved));
  }

  @Test
  void toolsBeyondTheLimit_areOther_andNoneIsLost() throws SQLException {
    ErrorGroupTable table = table("a");
    MadeGroup group = new MadeGroup(1, "orders").error(START, "", 7, 1);
    LongStream.range(0, 15).forEach(i -> group.count(START, "tool-" + i, 7, i));
    table.add(parts(group), SAMPLES, 1);
    MadeGroup more = new MadeGroup(1, "orders").error(START, "tool-3", 7, 1);
    LongStream.range(10, 40).forEach(i -> more.count(START, "tool-" + i, 7, i));
    table.add(parts(more), SAMPLES, 2);
    table.add(parts(more), SAMPLES, 3);
    assertThat(number("SELECT COUNT(*) FROM error_group_tools"))
        .isEqualTo(GroupCounts.MAX_TOOLS + 1);
    assertThat(number("SELECT SUM(events) FROM error_group_tools")).isEqualTo(group(1).events());
    assertThat(details(1, range(0, 1)).tools())
        .startsWith(Family.OTHER)
        .contains("tool-3", "tool-0")
        .doesNotContain("", "tool-39");
    assertThat(number("SELECT events FROM error_group_tools WHERE tool = 'tool-3'")).isEqualTo(5);
  }

  @Test
  void dropBeyond_dropsTheLeastRecentlySeen_withAllTheirRows() throws SQLException {
    ErrorGroupTable table = table("a");
    List<GroupPart> parts = new ArrayList<>();
    for (int i = 1; i <= 450; i++) {
      parts.add(new MadeGroup(i, "orders").error(START.plusSeconds(i), "find", 7, 1).part());
    }
    table.add(parts, SAMPLES, 1);
    assertThat(numbers(list(range(0, 1)))).hasSize(450);
    assertThat(table.dropBeyond(450)).isZero();
    assertThat(table.dropBeyond(3)).isEqualTo(447);
    assertThat(numbers(list(range(0, 1)))).containsExactly(448L, 449L, 450L);
    for (String rows :
        List.of(
            "error_group_hours", "error_group_days", "error_group_tools", "error_group_samples")) {
      assertThat(number("SELECT COUNT(*) FROM " + rows)).as(rows).isEqualTo(3);
    }
  }

  @Test
  void hoursAndUsers_goWithTheHours_groupsWithTheDays() throws SQLException {
    ErrorGroupTable table = table("a");
    table.add(
        parts(
            new MadeGroup(1, "orders").error(START, "find", 7, 1),
            new MadeGroup(2, "orders")
                .error(START, "find", 7, 1)
                .error(START.plus(DAY.multipliedBy(10)), "find", 7, 1)),
        SAMPLES,
        1);
    table.expire(RETENTION, START.plus(DAY.multipliedBy(100)));
    assertThat(number("SELECT COUNT(*) FROM error_group_hours")).isEqualTo(3);
    table.expire(RETENTION, START.plus(DAY.multipliedBy(101)).plus(HOUR));
    assertThat(number("SELECT COUNT(*) FROM error_group_hours")).isEqualTo(1);
    assertThat(number("SELECT COUNT(*) FROM error_group_days")).isEqualTo(1);
    assertThat(group(1).events()).isEqualTo(1);
    assertThat(group(1).samples()).hasSize(1);
    table.expire(RETENTION, START.plus(DAY.multipliedBy(1095)).plus(HOUR));
    assertThat(reader().find(MadeGroup.fingerprint(1))).isEmpty();
    assertThat(group(2).events()).isEqualTo(2);
    assertThat(number("SELECT COUNT(*) FROM error_group_samples")).isEqualTo(2);
  }

  @Test
  void usersOfManyDays_areOneSetEach() {
    ErrorGroupTable table = table("a");
    MadeGroup group = new MadeGroup(1, "orders");
    for (int i = 1; i <= 3_000; i++) {
      group.error(
          START.plus(DAY.multipliedBy(i % 3)), "find", new SplittableRandom(i).nextLong(), i);
    }
    table.add(parts(group), SAMPLES, 1);
    table.add(parts(group), SAMPLES, 2);
    assertThat(details(1, range(0, 72)).users().count()).isBetween(2_900L, 3_100L);
    assertThat(details(1, range(0, 14)).users().count()).isBetween(960L, 1_040L);
  }

  @Test
  void filters_narrowTheList() {
    ErrorGroupTable table = table("a");
    table.add(
        parts(
            new MadeGroup(1, "orders").error(START, "find", 7, 1).error(at(9), "list", 7, 1),
            new MadeGroup(2, "wiki").error(START, "find", 7, 1),
            new MadeGroup(3, "wiki").error(at(9), "", 7, 1)),
        SAMPLES,
        1);
    assertThat(numbers(list(range(-1, 1)))).containsExactly(1L, 2L);
    assertThat(numbers(reader().list(new ErrorGroupFilter(range(0, 10), "wiki", null))))
        .containsExactly(2L, 3L);
    assertThat(numbers(reader().list(new ErrorGroupFilter(range(0, 10), null, "find"))))
        .containsExactly(1L, 2L);
    assertThat(numbers(reader().list(new ErrorGroupFilter(range(0, 10), "orders", "read"))))
        .isEmpty();
  }

  @Test
  void textsThatAreTooLong_orHaveNul_areStored() {
    ErrorGroupTable table = table("a");
    table.add(
        parts(
            new MadeGroup(1, "orders")
                .thrown("T".repeat(5_000), "a\0b \uD800 " + "m".repeat(8_000))
                .version("v\0" + "1".repeat(3_000))
                .error(START, "t\0" + "x".repeat(4_000), 7, 1)),
        SAMPLES,
        1);
    StoredGroup group = group(1);
    assertThat(group.type()).hasSize(GroupRows.MAX_NAME);
    assertThat(group.message()).startsWith("a\uFFFDb ").hasSize(GroupRows.MAX_MESSAGE);
    assertThat(group.firstVersion()).startsWith("v\uFFFD1").hasSize(GroupRows.MAX_NAME);
    assertThat(group.samples()).hasSize(1);
    assertThat(details(1, range(0, 1)).tools().get(0)).hasSize(GroupRows.MAX_NAME);
  }

  @Test
  void malformedRows_areSkipped_othersAnswer() throws SQLException {
    ErrorGroupTable table = table("a");
    table.add(
        parts(
            new MadeGroup(1, "orders").error(START, "find", 7, 1).error(at(1), "find", 7, 2),
            new MadeGroup(2, "orders").error(START, "find", 7, 1),
            new MadeGroup(3, "orders").error(START, "find", 7, 1)),
        SAMPLES,
        1);
    String wrong = url().contains("sqlite") ? "x'0102'" : "'\\x0102'";
    execute("UPDATE error_groups SET status = 'lost' WHERE fingerprint LIKE '%2'");
    execute("UPDATE error_group_samples SET exception = " + wrong + " WHERE trace_low = 2");
    execute("UPDATE error_group_days SET users = " + wrong);
    try (CapturedLog log = CapturedLog.start()) {
      assertThat(numbers(list(range(0, 2)))).containsExactly(1L, 3L);
      assertThat(table.load(10)).hasSize(2);
      assertThat(group(1).samples()).hasSize(1);
      assertThat(details(1, range(0, 1)).users().count()).isZero();
      assertThat(log.text()).contains("A row of the table error_groups is malformed");
    }
    table.add(parts(new MadeGroup(1, "orders").error(START, "find", 8, 1)), SAMPLES, 2);
    assertThat(details(1, range(0, 1)).users().count()).isEqualTo(1);
  }
}
