package dev.toolwatch.slo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.store.Range;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Statuses that are read together against each of them read by itself, from its minutes. */
class SlosTest {
  private static final Instant START = Instant.parse("2026-08-03T00:00:00Z");
  private static final int HOURS = 30;

  /** More than are read together. */
  private static final int SERVICES = 135;

  private static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("toolwatch.slo.objectives.day.target", "99"),
          Map.entry("toolwatch.slo.objectives.day.window", "1d"),
          Map.entry("toolwatch.slo.objectives.week.target", "95"),
          Map.entry("toolwatch.slo.objectives.week.window", "week"),
          Map.entry("toolwatch.slo.objectives.find.target", "90"),
          Map.entry("toolwatch.slo.objectives.find.tool", "find"),
          Map.entry("toolwatch.slo.objectives.own.target", "99.5"),
          Map.entry("toolwatch.slo.objectives.own.service", "service8"),
          Map.entry("toolwatch.slo.objectives.own.threshold", "500ms"),
          Map.entry("toolwatch.slo.objectives.unused.target", "99"),
          Map.entry("toolwatch.slo.objectives.unused.service", "nobody"));

  @TempDir Path directory;
  private MadeTime time;
  private Instant now;

  @BeforeEach
  void pass() {
    time = new MadeTime(directory, START, SETTINGS);
    SplittableRandom random = new SplittableRandom(11);
    Map<String, MadeTime.Traffic> services = new HashMap<>();
    for (int i = 0; i < SERVICES; i++) {
      // Every other one has been silent for longer than a day.
      int hours = i % 2 == 0 ? 5 : HOURS;
      Map<Instant, long[]> calls = new HashMap<>();
      for (int call = 0; call < 20; call++) {
        long operations = 1L + random.nextInt(9);
        calls.put(
            START.plus(Duration.ofMinutes(random.nextInt(hours * 60))),
            new long[] {operations, random.nextLong(operations + 1)});
      }
      services.put("service" + i, minute -> calls.getOrDefault(minute, new long[2]));
    }
    time.pass(Duration.ofHours(HOURS), services);
    now = time.clock.instant().plusSeconds(17 * 60 + 30);
  }

  @AfterEach
  void close() {
    time.close();
  }

  /** What a status says, to be compared. */
  private static List<Object> said(SloStatus status) {
    List<Object> said = new ArrayList<>(List.of(status.objective().name(), status.service()));
    said.add(status.count());
    status.rates().forEach((window, rate) -> said.add(Map.entry(window, rate.count())));
    return said;
  }

  /** The same, from the minutes of each objective by itself. */
  private List<List<Object>> expected(ServiceId only) {
    List<List<Object>> all = new ArrayList<>();
    for (Objective objective : time.objectives.all()) {
      ServiceId service = objective.service() == null ? only : objective.service();
      if (only != null && !only.equals(service)) {
        continue;
      }
      String indicator = objective.goal().indicator(objective.tool()).name();
      Range window = objective.window().at(now);
      Map<ServiceId, EventCount> inWindow = events(indicator, service, window);
      TreeSet<ServiceId> services = new TreeSet<>(inWindow.keySet());
      if (objective.service() != null) {
        services.add(objective.service());
      }
      Map<Duration, Map<ServiceId, EventCount>> recent = new TreeMap<>();
      for (Duration length : BurnAlert.WINDOWS) {
        recent.put(
            length, events(indicator, service, new Range(window.to().minus(length), window.to())));
      }
      for (ServiceId name : services) {
        List<Object> one = new ArrayList<>(List.of(objective.name(), name));
        one.add(inWindow.getOrDefault(name, EventCount.NONE));
        recent.forEach(
            (length, counts) ->
                one.add(Map.entry(length, counts.getOrDefault(name, EventCount.NONE))));
        all.add(one);
      }
    }
    return all;
  }

  private Map<ServiceId, EventCount> events(String indicator, ServiceId service, Range range) {
    Map<ServiceId, EventCount> events = new HashMap<>();
    time.ledger()
        .minutes(indicator, service, range)
        .forEach(
            (name, minutes) -> {
              EventCount sum = minutes.sum(0, minutes.minutes());
              if (sum.events() > 0) {
                events.put(name, sum);
              }
            });
    return events;
  }

  private List<SloStatus> statuses(ServiceId only, SloKey after, int most) {
    return time.slos.statuses(time.objectives.all(), only, after, most, now);
  }

  @Test
  void statuses_readTogether_areThoseOfTheMinutes() {
    List<List<Object>> expected = expected(null);
    assertThat(expected).hasSizeBetween(5 * SERVICES / 2, 6 * SERVICES);
    assertThat(statuses(null, null, Integer.MAX_VALUE))
        .extracting(SlosTest::said)
        .containsExactlyElementsOf(expected);
  }

  @Test
  void statuses_ofOneService_areThoseOfTheMinutes() {
    for (String name : List.of("service8", "service9", "nobody", "never-seen")) {
      ServiceId service = ServiceId.of(name);
      assertThat(statuses(service, null, Integer.MAX_VALUE))
          .extracting(SlosTest::said)
          .containsExactlyElementsOf(expected(service));
    }
  }

  @Test
  void pages_ofAnySize_haveEveryStatusOnce() {
    List<List<Object>> expected = expected(null);
    for (int most : new int[] {50, 128, 200}) {
      List<List<Object>> read = new ArrayList<>();
      SloKey after = null;
      while (after == null || read.size() < expected.size()) {
        List<SloStatus> page = statuses(null, after, most);
        assertThat(page).hasSize(Math.min(most, expected.size() - read.size()));
        page.forEach(status -> read.add(said(status)));
        SloStatus last = page.get(page.size() - 1);
        after = new SloKey(last.objective().name(), last.service());
      }
      assertThat(read).containsExactlyElementsOf(expected);
      assertThat(statuses(null, new SloKey("week", ServiceId.of("zzz")), most)).isEmpty();
    }
  }
}
