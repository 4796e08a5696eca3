package dev.toolwatch.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.expose.CounterSample;
import dev.toolwatch.expose.Labels;
import dev.toolwatch.signal.Distribution;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.signal.Side;
import dev.toolwatch.store.Batch;
import dev.toolwatch.store.Batches;
import dev.toolwatch.store.Client;
import dev.toolwatch.store.ClientUse;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Series;
import dev.toolwatch.store.SessionKey;
import dev.toolwatch.store.SessionUse;
import dev.toolwatch.store.UserCounts;
import dev.toolwatch.testing.FleetCall;
import dev.toolwatch.testing.SettableTime;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UsageShardTest {
  /** A Sunday. */
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:30Z");

  private static final long MINUTE = NOON.getEpochSecond() / 60;
  private static final Series FIND = new Series(ServiceId.of("orders"), "tools/call", "find");

  private final UsageFixture fixture = new UsageFixture();

  private static FleetCall call(Instant end, String tool, long user, String session) {
    return new FleetCall(
        "orders",
        "tools/call",
        tool,
        Outcome.OK,
        user,
        session,
        "inspector",
        "1.2",
        end.toEpochMilli(),
        250_000_000);
  }

  private static FleetCall call(Instant end) {
    return call(end, "find", 7, "");
  }

  private void recordAt(Instant now, FleetCall call, long times) {
    fixture.record(fixture.shard(), call, now.toEpochMilli(), times);
  }

  private long counted(String family, String label, String value) {
    return fixture.samples(family).stream()
        .map(CounterSample.class::cast)
        .filter(sample -> sample.labels().equals(Labels.of(label, value)))
        .mapToLong(sample -> (long) sample.value())
        .sum();
  }

  private long misplaced(String reason) {
    return counted("toolwatch_usage_misplaced_operations", "reason", reason);
  }

  private long limited(String limit) {
    return counted("toolwatch_usage_limited_operations", "limit", limit);
  }

  @Test
  void record_oneCall_isInEveryPartOfTheBatch() {
    recordAt(NOON, call(NOON), 1);
    Batch batch = fixture.handOver();

    Rollup rollup = batch.operations().get(MINUTE).get(FIND);
    assertThat(rollup.ok()).isEqualTo(1);
    assertThat(rollup.sumSeconds()).isEqualTo(0.25);
    assertThat(rollup.users().count()).isEqualTo(1);
    assertThat(batch.operations().get(MINUTE).get(Series.whole(ServiceId.of("orders"))).total())
        .isEqualTo(1);
    ClientUse client =
        batch.clients().get(MINUTE).get(new Client(ServiceId.of("orders"), "inspector", "1.2"));
    assertThat(client.operations()).isEqualTo(1);
    assertThat(client.users().count()).isEqualTo(1);
    long now = NOON.toEpochMilli();
    assertThat(Batches.sessions(batch).get(new SessionKey(ServiceId.of("orders"), 7, true)))
        .containsExactly(new SessionUse(now - 250, now, 1));
    assertThat(batch.users().get(MINUTE).get(ServiceId.of("orders")))
        .isEqualTo(UserCounts.of(Map.of(7L, 1L), 0));
    long monday = LocalDate.of(2026, 11, 16).toEpochDay();
    assertThat(batch.samples().get(monday).get(ServiceId.of("orders")).count()).isEqualTo(1);
  }

  @Test
  void handOver_again_hasOnlyWhatCameSince() {
    recordAt(NOON, call(NOON), 1);
    fixture.handOver();
    assertThat(fixture.handOver()).isEqualTo(Batch.EMPTY);
    recordAt(NOON, call(NOON), 1);
    assertThat(fixture.handOver().operations().get(MINUTE).get(FIND).total()).isEqualTo(1);
  }

  @Test
  void record_sampledOperation_countsByItsWeightEverywhere() {
    recordAt(NOON, call(NOON), 16);
    Batch batch = fixture.handOver();
    assertThat(batch.operations().get(MINUTE).get(FIND).total()).isEqualTo(16);
    assertThat(batch.users().get(MINUTE).get(ServiceId.of("orders")).operations())
        .containsEntry(7L, 16L);
    assertThat(batch.clients().get(MINUTE).values())
        .extracting(ClientUse::operations)
        .containsExactly(16L);
    assertThat(Batches.sessions(batch).values().iterator().next().get(0).operations())
        .isEqualTo(16);
  }

  @Test
  void record_clientsSide_isLeftOut() {
    FleetCall call = call(NOON);
    Operation operation = fixture.operation(call);
    operation.side(Side.CLIENT);
    fixture.shard().received(NOON.toEpochMilli());
    fixture.shard().record(operation, fixture.name(call), 1);
    fixture.shard().record(operation, fixture.name(call), new Distribution(), 1);
    assertThat(fixture.handOver()).isEqualTo(Batch.EMPTY);
  }

  @Test
  void record_ofAProbe_doesNotCount() {
    FleetCall call = call(NOON, "find", 7, "s-1");
    Operation operation = fixture.operation(call);
    operation.probe(true);
    fixture.shard().received(NOON.toEpochMilli());
    fixture.shard().record(operation, fixture.name(call), 1);
    assertThat(fixture.handOver()).isEqualTo(Batch.EMPTY);
  }

  /** The service's own metrics have counted it as an operation of somebody who is not known. */
  @Test
  void witness_ofAProbe_takesItFromTheUnknown() {
    FleetCall call = call(NOON, "find", 0, "");
    fixture.shard().received(NOON.toEpochMilli());
    fixture.shard().record(fixture.operation(call), fixture.name(call), new Distribution(), 5);
    Operation operation = fixture.operation(call);
    operation.probe(true);
    fixture.shard().witness(operation, fixture.name(call), 1);
    Batch batch = fixture.handOver();
    assertThat(batch.users().get(MINUTE).get(ServiceId.of("orders")))
        .isEqualTo(UserCounts.of(Map.of(), 4));
    assertThat(batch.clients().values()).allSatisfy(clients -> assertThat(clients).isEmpty());
    assertThat(Batches.sessions(batch)).isEmpty();
  }

  @Test
  void record_distribution_countsWithoutUsers() {
    Distribution durations = new Distribution();
    durations.addBound(1);
    durations.addBucket(3);
    durations.addBucket(2);
    durations.sum(9.5);
    FleetCall call = call(NOON);
    fixture.shard().received(NOON.toEpochMilli());
    fixture.shard().record(fixture.operation(call), fixture.name(call), durations, 5);
    Batch batch = fixture.handOver();
    Rollup rollup = batch.operations().get(MINUTE).get(FIND);
    assertThat(rollup.total()).isEqualTo(5);
    assertThat(rollup.sumSeconds()).isEqualTo(9.5);
    assertThat(rollup.users().count()).isZero();
    assertThat(batch.users().get(MINUTE).get(ServiceId.of("orders")))
        .isEqualTo(UserCounts.of(Map.of(), 5));
    assertThat(Batches.sessions(batch)).isEmpty();
  }

  @Test
  void record_lateUpToADay_countsForItsOwnMinute() {
    Instant late = NOON.minus(Duration.ofHours(24));
    recordAt(NOON, call(late), 1);
    assertThat(fixture.handOver().operations()).containsOnlyKeys(MINUTE - 24 * 60);
    assertThat(misplaced("late")).isZero();
  }

  @Test
  void record_furtherBackOrAhead_countsForNow_andIsCountedAsSuch() {
    recordAt(NOON, call(NOON.minus(Duration.ofHours(24)).minusMillis(1)), 2);
    recordAt(NOON, call(NOON.plus(Duration.ofMinutes(1)).plusMillis(1)), 3);
    Batch batch = fixture.handOver();
    assertThat(batch.operations()).containsOnlyKeys(MINUTE);
    assertThat(batch.operations().get(MINUTE).get(FIND).total()).isEqualTo(5);
    assertThat(misplaced("late")).isEqualTo(2);
    assertThat(misplaced("future")).isEqualTo(3);
  }

  @Test
  void record_aLittleAhead_countsForItsOwnMinute() {
    recordAt(NOON, call(NOON.plus(Duration.ofMinutes(1))), 1);
    assertThat(fixture.handOver().operations()).containsOnlyKeys(MINUTE + 1);
    assertThat(misplaced("future")).isZero();
  }

  @Test
  void sessions_byUser_endWithAPause_whateverTheOrder() {
    Instant evening = NOON.plus(Duration.ofHours(6));
    recordAt(evening, call(NOON.plus(Duration.ofMinutes(50))), 1);
    recordAt(evening, call(NOON), 1);
    recordAt(evening, call(NOON.plus(Duration.ofMinutes(90))), 1);
    // Closes the gap between the first two.
    recordAt(evening, call(NOON.plus(Duration.ofMinutes(25))), 1);
    assertThat(
            Batches.sessions(fixture.handOver())
                .get(new SessionKey(ServiceId.of("orders"), 7, true)))
        .extracting(SessionUse::operations)
        .containsExactly(3L, 1L);
  }

  /** Otherwise users of servers that send ids would have one session more than there were. */
  @Test
  void initializeWithoutAnId_isOfNoSession() {
    recordAt(NOON, initialize(NOON.minusSeconds(3)), 1);
    recordAt(NOON, call(NOON.minusSeconds(2), "find", 7, "s-1"), 1);
    assertThat(Batches.sessions(fixture.handOver()))
        .containsOnlyKeys(new SessionKey(ServiceId.of("orders"), UsageFixture.hash("s-1"), false));
  }

  private static FleetCall initialize(Instant end) {
    return new FleetCall(
        "orders", "initialize", "", Outcome.OK, 7, "", "inspector", "1.2", end.toEpochMilli(), 1);
  }

  @Test
  void sessions_byId_goOnAfterAnyPause_andKeepNoId() {
    recordAt(NOON, call(NOON.minus(Duration.ofHours(20)), "find", 7, "s-1"), 1);
    recordAt(NOON, call(NOON, "find", 8, "s-1"), 1);
    Batch batch = fixture.handOver();
    assertThat(Batches.sessions(batch))
        .containsOnlyKeys(new SessionKey(ServiceId.of("orders"), UsageFixture.hash("s-1"), false));
    assertThat(Batches.sessions(batch).values().iterator().next()).hasSize(1);
    assertThat(batch.toString()).doesNotContain("s-1");
  }

  @Test
  void weeks_areThoseOfTheTimeZone() {
    UsageFixture auckland = new UsageFixture(ZoneId.of("Pacific/Auckland"));
    // One in the morning of Monday there.
    auckland.record(call(NOON));
    assertThat(auckland.handOver().samples())
        .containsOnlyKeys(LocalDate.of(2026, 11, 23).toEpochDay());
  }

  @Test
  void rowsOverTheLimit_countForOneRowOfTheirService() {
    UsageFixture small = small(2, 100, 1 << 20);
    for (int i = 0; i < 10; i++) {
      small.record(call(NOON, "tool-" + i, 7, ""));
    }
    Map<Series, Rollup> rows = small.handOver().operations().get(MINUTE);
    assertThat(rows)
        .containsOnlyKeys(
            new Series(ServiceId.of("orders"), "tools/call", "tool-0"),
            new Series(ServiceId.of("orders"), "tools/call", "tool-1"),
            new Series(ServiceId.of("orders"), "__other__", "__other__"),
            Series.whole(ServiceId.of("orders")));
    assertThat(rows.get(new Series(ServiceId.of("orders"), "__other__", "__other__")).total())
        .isEqualTo(8);
    assertThat(rows.get(Series.whole(ServiceId.of("orders"))).total()).isEqualTo(10);
    assertThat(small.samples("toolwatch_usage_limited_operations").stream())
        .extracting(sample -> ((CounterSample) sample).value())
        .contains(8.0);
  }

  @Test
  void sessionsOverTheLimit_areCounted_andKnownOnesGoOn() {
    UsageFixture small = small(100, 1, 1 << 20);
    small.record(call(NOON, "find", 1, ""));
    small.record(call(NOON, "find", 2, ""));
    small.record(call(NOON, "find", 1, ""));
    assertThat(Batches.sessions(small.handOver()))
        .containsOnlyKeys(new SessionKey(ServiceId.of("orders"), 1, true))
        .hasValueSatisfying(
            new org.assertj.core.api.Condition<>(
                parts -> parts.get(0).operations() == 2, "both operations"));
  }

  @Test
  void usersOverTheLimit_areNotToldApart_andOperationsStillCount() {
    UsageFixture small = small(100, 100, 1);
    for (long user = 1; user <= 50; user++) {
      small.record(call(NOON, "find", user, ""));
    }
    Batch batch = small.handOver();
    Rollup rollup = batch.operations().get(MINUTE).get(FIND);
    assertThat(rollup.total()).isEqualTo(50);
    assertThat(rollup.users().count()).isEqualTo(1);
    assertThat(batch.users().get(MINUTE).get(ServiceId.of("orders")))
        .isEqualTo(UserCounts.of(Map.of(1L, 1L), 49));
  }

  @Test
  void limited_withinLimits_isZero() {
    recordAt(NOON, call(NOON), 1);
    for (String limit : new String[] {"rows", "clients", "sessions", "users"}) {
      assertThat(limited(limit)).isZero();
    }
  }

  private static UsageFixture small(int rows, int sessions, long userMemory) {
    return new UsageFixture(
        new UsageFixture.Settings(ZoneOffset.UTC, rows, sessions, userMemory),
        new SettableTime(NOON));
  }
}
