package dev.toolwatch.errors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.errors.ErrorListener.Occasion;
import dev.toolwatch.signal.RawError;
import dev.toolwatch.signal.ServiceId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many groups there are, and how they live, seen from what comes in and goes out. */
class ErrorGroupsTest {
  private static final int MAX = 100;

  private final ErrorsFixture fixture =
      new ErrorsFixture(Map.of("toolwatch.errors.max-groups", "" + MAX));
  private final MadeErrors made = new MadeErrors();

  @Test
  void beyondTheLimit_theRestOfAServiceIsOneGroup_andTotalsStay() {
    for (int i = 0; i < 10 * MAX; i++) {
      add(made.distinct("shop", i));
    }
    fixture.settle();
    List<GroupPart> parts = fixture.errors.groups().take();
    assertThat(parts).hasSize(MAX + 1);
    assertThat(events(parts)).isEqualTo(10 * MAX);
    assertThat(parts.stream().filter(part -> isRest(part)).mapToLong(GroupPart::events))
        .containsExactly(9L * MAX);
    assertThat(fixture.errors.groups().limited()).isEqualTo(9 * MAX);
  }

  /** Stack traces may be long, and the store may be away. */
  @Test
  void errorsThatAreKeptWhole_haveALimitOfBytes() {
    ErrorGroups groups = new ErrorGroups(MAX, 10_000, service -> null);
    ErrorGrouper grouper =
        new ErrorGrouper(
            new StackTraces(new InAppFrames(List.of())), new TextRedaction(false, List.of()));
    for (int i = 0; i < MAX; i++) {
      TraceErrors.Joined error =
          TraceErrors.join(List.of(made.of("shop", "1.0", "E" + i, "x".repeat(1_000)))).get(0);
      groups.add(grouper.event(error, ServiceId.of("shop"), now()), now());
    }
    List<GroupPart> parts = groups.take();
    assertThat(parts).hasSize(MAX);
    assertThat(parts.stream().flatMap(part -> part.samples().stream()).toList())
        .hasSizeBetween(3, 6);
  }

  @Test
  void serviceThatFillsAllGroups_leavesOthersTheirShare() {
    for (int i = 0; i < 10 * MAX; i++) {
      add(made.distinct("flood", i));
    }
    for (int i = 0; i < MAX; i++) {
      add(made.distinct("shop", i));
    }
    fixture.settle();
    List<GroupPart> parts = fixture.errors.groups().take();
    assertThat(events(parts)).isEqualTo(11 * MAX);
    assertThat(groupsIn(fixture.errors.groups(), "shop")).isEqualTo(MAX / 2 + 1);
    assertThat(groupsIn(fixture.errors.groups(), "flood")).isEqualTo(MAX / 2 + 1);
  }

  @Test
  void errorThatHappensOften_takesThePlaceOfTheWeakest() {
    for (int i = 0; i < 10 * MAX; i++) {
      add(made.distinct("shop", i));
    }
    RawError frequent = made.of("shop", "1.0", "FrequentError", "again");
    for (int i = 0; i < 5; i++) {
      add(made.of("shop", "1.0", "FrequentError", "again"));
    }
    fixture.settle();
    assertThat(fixture.told.stream().map(told -> type(told.event()))).contains(frequent.type());
    List<GroupPart> parts = fixture.errors.groups().take();
    assertThat(events(parts)).isEqualTo(10 * MAX + 5);
    assertThat(parts.stream().filter(part -> part.type().equals("FrequentError")))
        .hasSize(1)
        .allSatisfy(part -> assertThat(part.events()).isBetween(1L, 5L));
  }

  @Test
  void group_thatNobodyHasSeenForLong_givesWay() {
    for (int i = 0; i < MAX; i++) {
      add(made.distinct("shop", i));
    }
    fixture.settle();
    fixture.clock.advance(Duration.ofHours(2));
    made.at(fixture.clock.instant().getEpochSecond());
    add(made.of("shop", "1.0", "LateError", "once"));
    fixture.settle();
    assertThat(fixture.told.get(fixture.told.size() - 1).toString())
        .startsWith("NEW shop find LateError");
  }

  @Test
  void resolvedGroup_thatComesBack_hasRegressed() {
    happens("1.0");
    set(new GroupState(GroupStatus.RESOLVED, false, now(), "admin", "", 0, 0));
    fixture.clock.advance(Duration.ofMinutes(5));
    happens("1.0");
    happens("1.0");
    assertThat(occasions()).containsExactly(Occasion.NEW, Occasion.REGRESSED, Occasion.ONGOING);
    assertThat(fixture.errors.groups().opened().get(ServiceId.of("shop")))
        .isEqualTo(Map.of(Occasion.NEW, 1L, Occasion.REGRESSED, 1L));
    assertThat(fixture.errors.groups().take().get(0).regressedMillis()).isPositive();
  }

  @Test
  void errorFromBeforeAGroupWasResolved_doesNotReopenIt() {
    happens("1.0");
    long before = fixture.clock.instant().getEpochSecond();
    fixture.clock.advance(Duration.ofMinutes(5));
    set(new GroupState(GroupStatus.RESOLVED, false, now(), "admin", "", 0, 0));
    fixture.clock.advance(Duration.ofMinutes(5));
    add(made.at(before).of("shop", "1.0", "KeyError", "x"));
    fixture.settle();
    assertThat(occasions()).containsExactly(Occasion.NEW, Occasion.ONGOING);
  }

  @ParameterizedTest
  @CsvSource({
    "1.4.0, 1.4.0, false",
    "1.4.0, 1.3.9, false",
    "1.4.0, 1.4.0-rc.1, false",
    "1.4.0, 1.4.1, true",
    "1.4.0, 1.10.0, true",
    "v1.9, v1.10, true",
    "1.4.0-rc.1, 1.4.0, true",
    "2026-11-09, 2026-11-10, true",
    "build 99, build 100, true"
  })
  void groupResolvedInAVersion_regressesInALaterOneOnly(
      String resolved, String seen, boolean regresses) {
    happens("1.0");
    set(new GroupState(GroupStatus.RESOLVED, false, now(), "admin", resolved, 0, 0));
    fixture.clock.advance(Duration.ofMinutes(5));
    happens(seen);
    assertThat(occasions())
        .containsExactly(Occasion.NEW, regresses ? Occasion.REGRESSED : Occasion.ONGOING);
  }

  @Test
  void ignoredGroup_isNotTold() {
    happens("1.0");
    set(new GroupState(GroupStatus.IGNORED, false, now(), "admin", "", 0, 0));
    happens("1.0");
    assertThat(occasions()).containsExactly(Occasion.NEW);
    assertThat(events(fixture.errors.groups().take())).isEqualTo(2);
  }

  @Test
  void ignoredGroup_isToldAgain_afterSoManyErrors() {
    happens("1.0");
    set(new GroupState(GroupStatus.IGNORED, false, now(), "admin", "", 0, 4));
    for (int i = 0; i < 5; i++) {
      happens("1.0");
    }
    assertThat(occasions())
        .containsExactly(Occasion.NEW, Occasion.ONGOING, Occasion.ONGOING, Occasion.ONGOING);
  }

  @Test
  void ignoredGroup_isToldAgain_afterATime() {
    happens("1.0");
    set(new GroupState(GroupStatus.IGNORED, false, now(), "admin", "", now() + 60_000, 0));
    happens("1.0");
    fixture.clock.advance(Duration.ofMinutes(2));
    happens("1.0");
    assertThat(occasions()).containsExactly(Occasion.NEW, Occasion.ONGOING);
  }

  /** An error may be of a sender whose clock is ahead. */
  @Test
  void changeBySomebody_counts_evenIfTheGroupCameBackLater() {
    happens("1.0");
    set(new GroupState(GroupStatus.RESOLVED, false, now(), "admin", "", 0, 0));
    made.at(fixture.clock.instant().getEpochSecond() + 50);
    add(made.of("shop", "1.0", "KeyError", "x"));
    fixture.settle();
    set(new GroupState(GroupStatus.IGNORED, false, now(), "admin", "", 0, 0));
    assertThat(fixture.errors.groups().byStatus(now()).get(ServiceId.of("shop")))
        .isEqualTo(Map.of(GroupStatus.IGNORED, 1L));
  }

  /** Senders may go on to make up services: those that are given up must leave nothing. */
  @Test
  void serviceWithoutAName_leavesNoRest_andItsCountsAreStored() {
    for (int i = 0; i < MAX; i++) {
      add(made.distinct("shop", i));
    }
    fixture.settle();
    for (int i = 0; i < 10; i++) {
      ServiceId gone = ServiceId.of("gone" + i);
      fixture.errors.groups().addRest(gone, 3, now());
      fixture.errors.groups().forget(gone);
    }
    assertThat(fixture.errors.groups().byStatus(now())).containsOnlyKeys(ServiceId.of("shop"));
    assertThat(fixture.errors.groups().opened()).containsOnlyKeys(ServiceId.of("shop"));
    assertThat(fixture.errors.groups().take().stream().filter(ErrorGroupsTest::isRest))
        .hasSize(10)
        .allSatisfy(part -> assertThat(part.events()).isEqualTo(3));
  }

  @Test
  void part_hasWhatTheStoreNeeds() {
    happens("1.0");
    fixture.clock.advance(Duration.ofHours(1));
    happens("1.1");
    GroupPart part = fixture.errors.groups().take().get(0);
    assertThat(part.type()).isEqualTo("KeyError");
    assertThat(part.firstVersion()).isEqualTo("1.0");
    assertThat(part.lastVersion()).isEqualTo("1.1");
    assertThat(part.lastMillis() - part.firstMillis()).isGreaterThanOrEqualTo(3_600_000);
    assertThat(part.hours()).hasSize(2);
    assertThat(part.tools()).isEqualTo(Map.of("find", 2L));
    assertThat(part.days().values().iterator().next().count()).isEqualTo(2);
    assertThat(part.samples()).extracting(ErrorSample::version).containsExactly("1.0", "1.1");
    assertThat(fixture.errors.groups().take()).isEmpty();
  }

  private void happens(String version) {
    add(made.at(fixture.clock.instant().getEpochSecond()).of("shop", version, "KeyError", "x"));
    fixture.settle();
  }

  private void add(RawError error) {
    fixture.errors.take(MadeErrors.request(List.of(error)));
    fixture.turn();
  }

  private void set(GroupState state) {
    Fingerprint fingerprint = fixture.told.get(0).event().grouping().fingerprint();
    fixture.errors.changed(fingerprint, state);
  }

  private long now() {
    return fixture.clock.millis();
  }

  private List<Occasion> occasions() {
    return fixture.told.stream().map(ErrorsFixture.Told::occasion).toList();
  }

  private static String type(ErrorEvent event) {
    return event.sample().exception().reported().type();
  }

  private static boolean isRest(GroupPart part) {
    return part.grouping().groupedBy() == GroupedBy.OVERFLOW;
  }

  private static long events(List<GroupPart> parts) {
    return parts.stream().mapToLong(GroupPart::events).sum();
  }

  private static long groupsIn(ErrorGroups groups, String service) {
    return groups.byStatus(0).get(ServiceId.of(service)).values().stream()
        .mapToLong(count -> count)
        .sum();
  }
}
