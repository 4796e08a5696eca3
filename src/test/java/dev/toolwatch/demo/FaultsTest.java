package dev.toolwatch.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class FaultsTest {
  private static final Instant START = Instant.parse("2026-10-05T08:00:00Z");

  /** An error that was not planned. */
  private record Unplanned(Instant at, McpServer server, Tool tool, Fault fault) {
    boolean isBug() {
      return fault.type().equals("MergeStateError");
    }

    boolean isOfLunch() {
      return fault.place().module().equals("calendar");
    }

    long hour() {
      return at.getEpochSecond() / 3600;
    }
  }

  /** Calls every tool, one after the other, at this distance; all calls would go well. */
  private static List<Unplanned> play(Duration length, Duration between) {
    Faults faults = new Faults();
    List<Unplanned> raised = new ArrayList<>();
    long number = 0;
    for (Instant at = START; at.isBefore(START.plus(length)); at = at.plus(between)) {
      for (McpServer server : Fleet.SERVERS) {
        for (Tool tool : server.tools()) {
          Instant end = at;
          faults
              .raised(PlayedErrors.call(server, tool, Ending.OK, ++number), at)
              .ifPresent(fault -> raised.add(new Unplanned(end, server, tool, fault)));
        }
      }
    }
    return raised;
  }

  @Test
  void everyHour_oneToolHasANewError_fromItsFirstCallOn() {
    List<Unplanned> raised = play(Duration.ofHours(30), Duration.ofSeconds(2));
    for (long hour = START.getEpochSecond() / 3600;
        hour < START.getEpochSecond() / 3600 + 30;
        hour++) {
      long current = hour;
      List<Unplanned> news =
          raised.stream()
              .filter(one -> !one.isBug() && !one.isOfLunch() && one.hour() == current)
              .toList();
      assertThat(news).hasSizeBetween(3, 4);
      assertThat(news.get(0).at().getEpochSecond() % 3600).isZero();
      assertThat(news)
          .allSatisfy(
              one -> {
                assertThat(one.server()).isEqualTo(Faults.server(current));
                assertThat(one.tool()).isEqualTo(Faults.tool(current));
                assertThat(one.fault().place()).isEqualTo(Faults.place(current));
              });
      assertThat(news.stream().map(one -> one.fault().message())).doesNotHaveDuplicates();
    }
  }

  @Test
  void lunch_threeFifthsOfTheCallsToTheCalendarFail_andNoOthers() {
    List<Unplanned> raised =
        play(Duration.ofHours(10), Duration.ofSeconds(2)).stream()
            .filter(Unplanned::isOfLunch)
            .toList();
    assertThat(raised)
        .allSatisfy(
            one -> {
              assertThat(one.server().name()).isEqualTo("calendar-mcp");
              assertThat(one.at())
                  .isBetween(
                      Instant.parse("2026-10-05T12:20:00Z"), Instant.parse("2026-10-05T12:34:59Z"));
            });
    // A quarter of an hour, three tools, a call of each every two seconds.
    assertThat((double) raised.size() / (15 * 60 / 2 * 3)).isBetween(0.5, 0.7);
  }

  @Test
  void newErrors_areInAnotherFunctionEachHourOfAYear_inAllServersAndMostTools() {
    Set<List<String>> places = new HashSet<>();
    Set<String> tools = new HashSet<>();
    for (long hour = 490_000; hour < 490_000 + 366 * 24; hour++) {
      Place place = Faults.place(hour);
      places.add(List.of(Faults.server(hour).name(), place.module(), place.verb(), place.noun()));
      tools.add(Faults.tool(hour).name());
    }
    assertThat(places).hasSize(366 * 24);
    assertThat(tools).hasSize(25);
  }

  @Test
  void bug_isInEveryOtherReleaseOfOneServer_andTheOnesBetweenHaveRepairedIt() {
    List<Unplanned> bugs =
        play(Duration.ofHours(3), Duration.ofSeconds(1)).stream().filter(Unplanned::isBug).toList();
    assertThat(bugs).extracting(one -> one.server().name()).containsOnly("code-mcp");
    assertThat(bugs).extracting(one -> one.tool().name()).containsOnly("get_pull_request");
    assertThat(bugs)
        .extracting(one -> one.fault().place())
        .hasSize(12)
        .containsOnly(bugs.get(0).fault().place());
    assertThat(bugs)
        .extracting(one -> Releases.version(one.server(), one.at()))
        .containsExactlyElementsOf(
            List.of(
                "1.17.0.26624",
                "1.17.0.26624",
                "1.17.0.26626",
                "1.17.0.26626",
                "1.17.0.26628",
                "1.17.0.26628",
                "1.17.0.26630",
                "1.17.0.26630",
                "1.17.0.26632",
                "1.17.0.26632",
                "1.17.0.26634",
                "1.17.0.26634"));
  }

  @Test
  void unplannedErrors_areRare_howeverSlowTheFleetIs() {
    // A call of each tool in ten seconds: 25 tools, 90 calls of a tool in a quarter of an hour.
    List<Unplanned> raised = play(Duration.ofHours(24), Duration.ofSeconds(10));
    assertThat(raised.stream().filter(Unplanned::isBug)).hasSize(48);
    assertThat(raised.stream().filter(one -> !one.isBug() && !one.isOfLunch()))
        .hasSizeBetween(24, 48);
  }

  @Test
  void pace_firstOfAPeriod_thenAfterTheTimeAndTheCalls() {
    FaultPace pace = new FaultPace(Duration.ofMinutes(10), 3);
    assertThat(pace.fails(1, START)).isTrue();
    for (int call = 0; call < 3; call++) {
      assertThat(pace.fails(1, START.plusSeconds(1200))).isFalse();
    }
    assertThat(pace.fails(1, START.plusSeconds(1200))).isTrue();
    for (int call = 0; call < 100; call++) {
      assertThat(pace.fails(1, START.plusSeconds(1799))).isFalse();
    }
    assertThat(pace.fails(1, START.plusSeconds(1800))).isTrue();
    assertThat(pace.fails(2, START.plusSeconds(1801))).isTrue();
    assertThat(pace.fails(2, START.plusSeconds(1802))).isFalse();
  }

  @Test
  void plannedExceptions_areOneOfTwoErrorsOfTheirTool_withMessagesOfTheirOwn() {
    Faults faults = new Faults();
    for (McpServer server : Fleet.SERVERS) {
      Tool tool = server.tools().get(0);
      Set<Place> places = new HashSet<>();
      Set<String> messages = new TreeSet<>();
      for (int number = 1; number <= 20; number++) {
        Fault fault =
            faults
                .raised(PlayedErrors.call(server, tool, Ending.EXCEPTION, number), START)
                .orElseThrow();
        places.add(fault.place());
        messages.add(fault.message());
      }
      assertThat(places).hasSize(2);
      assertThat(messages).hasSize(20);
    }
  }

  @Test
  void otherEndings_raiseNothing() {
    for (Ending ending : Ending.values()) {
      if (ending != Ending.EXCEPTION && ending != Ending.OK) {
        McpServer server = Faults.server(START.getEpochSecond() / 3600);
        Tool tool = Faults.tool(START.getEpochSecond() / 3600);
        assertThat(new Faults().raised(PlayedErrors.call(server, tool, ending, 1), START))
            .isEmpty();
      }
    }
  }
}
