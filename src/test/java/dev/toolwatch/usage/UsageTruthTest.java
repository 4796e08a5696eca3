package dev.toolwatch.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.sketch.UserSample;
import dev.toolwatch.store.Batch;
import dev.toolwatch.store.Batches;
import dev.toolwatch.store.Client;
import dev.toolwatch.store.ClientUse;
import dev.toolwatch.store.Rollup;
import dev.toolwatch.store.Series;
import dev.toolwatch.store.SessionUse;
import dev.toolwatch.store.UserCounts;
import dev.toolwatch.testing.FleetCall;
import dev.toolwatch.testing.FleetTraffic;
import dev.toolwatch.testing.FleetTruth;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Three weeks of a fleet, counted by loops and flushes, against what is found by plain counting. */
class UsageTruthTest {
  private static final long PAUSE_MILLIS = 1_800_000;
  private static final LocalDate MONDAY = LocalDate.of(2026, 8, 31);
  private static final FleetTraffic TRAFFIC = new FleetTraffic(1, MONDAY, 21, 4, 6, 400, 150);
  private static final List<FleetCall> CALLS = TRAFFIC.calls();
  private static final FleetTruth TRUTH = new FleetTruth(CALLS);

  /** By several fixtures and hand-overs, in an order of the flushes that is not that of time. */
  private static Batch batch() {
    List<Batch> flushes = new ArrayList<>();
    for (int loop = 0; loop < 3; loop++) {
      UsageFixture fixture = new UsageFixture();
      for (int i = loop; i < CALLS.size(); i += 3) {
        fixture.record(CALLS.get(i));
        if (i % 1000 == 0) {
          flushes.add(fixture.handOver());
        }
      }
      flushes.add(fixture.handOver());
    }
    Collections.shuffle(flushes, new Random(1));
    return flushes.stream().reduce(Batch.EMPTY, (a, b) -> a.plus(b, PAUSE_MILLIS));
  }

  private static final Batch BATCH = batch();

  private static Map<Series, Rollup> totals() {
    Map<Series, Rollup> totals = new HashMap<>();
    BATCH
        .operations()
        .values()
        .forEach(
            minute -> minute.forEach((series, one) -> totals.merge(series, one, Rollup::plus)));
    return totals;
  }

  private static void assertIs(Rollup rollup, FleetTruth truth) {
    assertThat(rollup.ok()).isEqualTo(truth.count(Outcome.OK));
    assertThat(rollup.clientErrors()).isEqualTo(truth.count(Outcome.CLIENT_ERROR));
    assertThat(rollup.serverErrors()).isEqualTo(truth.count(Outcome.SERVER_ERROR));
    assertThat(rollup.sumSeconds()).isCloseTo(truth.seconds(), within(1e-6 * truth.seconds()));
    assertThat(rollup.users().count()).isEqualTo(truth.users().size());
  }

  @Test
  void operations_ofEverySeries_areTrue() {
    assertThat(TRUTH.count()).isGreaterThan(10_000);
    Map<Series, Rollup> totals = totals();
    for (String service : TRUTH.services()) {
      FleetTruth ofService = TRUTH.ofService(service);
      assertIs(totals.get(Series.whole(ServiceId.of(service))), ofService);
      for (String tool : ofService.tools()) {
        assertIs(
            totals.get(new Series(ServiceId.of(service), "tools/call", tool)),
            ofService.ofTool(tool));
      }
    }
  }

  @Test
  void operations_ofEveryMinute_sumUpToTheWhole() {
    assertThat(BATCH.operations())
        .allSatisfy(
            (minute, series) ->
                series.forEach(
                    (one, rollup) -> {
                      if (one.equals(Series.whole(one.service()))) {
                        long parts =
                            series.entrySet().stream()
                                .filter(other -> other.getKey().service().equals(one.service()))
                                .filter(other -> !other.getKey().equals(one))
                                .mapToLong(other -> other.getValue().total())
                                .sum();
                        assertThat(rollup.total()).isEqualTo(parts);
                        UserCounts users = BATCH.users().get(minute).get(one.service());
                        assertThat(sum(users)).isEqualTo(parts);
                      }
                    }));
  }

  private static long sum(UserCounts users) {
    return users.others() + users.operations().values().stream().mapToLong(count -> count).sum();
  }

  @Test
  void users_ofEveryService_areTrue() {
    Map<String, UserCounts> totals = new HashMap<>();
    BATCH
        .users()
        .values()
        .forEach(
            minute ->
                minute.forEach(
                    (service, users) -> totals.merge(service.name(), users, UserCounts::plus)));
    for (String service : TRUTH.services()) {
      assertThat(totals.get(service).operations())
          .isEqualTo(TRUTH.ofService(service).callsByUser());
    }
  }

  @Test
  void clients_areTrue() {
    Map<String, Long> totals = new HashMap<>();
    for (Map<Client, ClientUse> minute : BATCH.clients().values()) {
      minute.forEach(
          (client, use) ->
              totals.merge(client.name() + " " + client.version(), use.operations(), Long::sum));
    }
    assertThat(totals).isEqualTo(TRUTH.callsByClient());
  }

  @Test
  void sessions_areTrue() {
    List<FleetTruth.Session> sessions = new ArrayList<>();
    Batches.sessions(BATCH)
        .forEach(
            (key, parts) -> {
              for (SessionUse part : parts) {
                sessions.add(
                    new FleetTruth.Session(
                        key.service().name(),
                        part.firstMillis(),
                        part.lastMillis(),
                        (int) part.operations()));
              }
            });
    assertThat(sessions).containsExactlyInAnyOrderElementsOf(TRUTH.sessions(PAUSE_MILLIS));
  }

  @Test
  void retention_ofEveryWeek_isTrue() {
    assertThat(BATCH.samples()).hasSize(3);
    for (String service : TRUTH.services()) {
      for (int week = 0; week < 3; week++) {
        for (int later = week; later < 3; later++) {
          assertThat(sample(week, service).retainedIn(sample(later, service)))
              .isEqualTo(FleetTruth.retained(users(week, service), users(later, service)));
        }
      }
    }
  }

  private static UserSample sample(int week, String service) {
    return BATCH.samples().get(MONDAY.plusWeeks(week).toEpochDay()).get(ServiceId.of(service));
  }

  private static Set<Long> users(int week, String service) {
    return TRUTH
        .in(
            TRAFFIC.from().plusSeconds(week * 604_800L),
            TRAFFIC.from().plusSeconds((week + 1) * 604_800L))
        .ofService(service)
        .users();
  }
}
