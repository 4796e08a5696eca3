package dev.toolwatch.operating;

import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/**
 * The drill: real servers, a fleet that breaks, and the time until somebody is paged. {@code
 * bench/drill.sh} runs it and says what it takes.
 */
final class Drill implements AutoCloseable {
  /** Before anything breaks: rules need a past to compare with. */
  private static final Duration WARM_UP = Duration.ofMinutes(6);

  private static final Duration BETWEEN_INCIDENTS = Duration.ofSeconds(17);
  private static final Duration AT_MOST = Duration.ofMinutes(30);
  private static final Duration POLL = Duration.ofMillis(50);
  private static final double CALLS_PER_SECOND = 4;
  private static final int DEMO_RATE = 20;

  private final InstantSource clock = InstantSource.system();
  private final Watch watch;
  private final Pace pace;
  private final DrillFleet fleet;
  private final Instant started;
  private final List<DrillServer> servers;

  /**
   * @param servers their names
   */
  Drill(Path directory, Pace pace, List<String> servers) throws IOException {
    this.pace = pace;
    watch = new Watch(directory, pace, DEMO_RATE);
    // The demo is there for the load and the noise; some of its tools are broken on purpose.
    watch.alertmanager().silence("service_name=~(demo/.+|demo-agent)");
    this.servers =
        IntStream.range(0, servers.size())
            .mapToObj(i -> new DrillServer(servers.get(i), CALLS_PER_SECOND, i))
            .toList();
    fleet = new DrillFleet(this.servers, pace, watch.toolwatch().toolwatch().httpPort(), clock);
    started = clock.instant();
  }

  Watch watch() {
    return watch;
  }

  DrillFleet fleet() {
    return fleet;
  }

  /**
   * What Toolwatch's report of the month says of a service's incidents, and of when alerts of them
   * arrived.
   */
  List<JsonObject> reported(Incident incident) {
    YearMonth month = YearMonth.from(incident.began().atOffset(ZoneOffset.UTC));
    JsonObject report =
        watch
            .toolwatch()
            .ask("reports/sla?service=%s&month=%s".formatted(incident.server(), month));
    return report.getJsonArray("incidents").stream().map(JsonObject.class::cast).toList();
  }

  List<Page> pages() {
    return Page.of(watch.receivers().deliveries("pagerduty"));
  }

  /** Lets traffic go on for as long as that would be as shipped, counted from the start. */
  void watchFor(Duration asShipped) {
    Instant until = started.plus(pace.of(asShipped));
    await()
        .atMost(pace.of(asShipped).plusSeconds(1))
        .pollInterval(POLL)
        .until(() -> !clock.instant().isBefore(until));
  }

  /** Breaks one server after another, each in its own way, and waits until all is well again. */
  List<Incident> incidents(List<Fault> faults) {
    watchFor(WARM_UP);
    Instant first = clock.instant();
    List<Incident> incidents =
        IntStream.range(0, faults.size())
            .mapToObj(
                i ->
                    new Incident(
                        servers.get(i),
                        faults.get(i),
                        first.plus(pace.of(BETWEEN_INCIDENTS).multipliedBy(i)),
                        pace))
            .toList();
    try {
      await()
          .atMost(pace.of(AT_MOST).plusSeconds(20))
          .pollInterval(POLL)
          .until(
              () -> {
                List<Page> pages = pages();
                incidents.forEach(incident -> incident.moveOn(pages, clock));
                return incidents.stream().allMatch(Incident::isOver);
              });
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(incidents + " of " + pages(), e);
    }
    return incidents;
  }

  /** Kills Toolwatch; the seconds until its own page, as shipped. */
  double killed() {
    Instant killed = clock.instant();
    fleet.close();
    watch.killToolwatch();
    await()
        .atMost(pace.of(AT_MOST).plusSeconds(20))
        .pollInterval(POLL)
        .until(() -> pages().stream().anyMatch(page -> page.component().equals("toolwatch")));
    return pages().stream()
        .filter(page -> page.component().equals("toolwatch"))
        .mapToDouble(page -> pace.secondsAsShipped(Duration.between(killed, page.opened())))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    fleet.close();
    watch.close();
  }

  public static void main(String[] arguments) throws IOException {
    Map<String, Integer> options =
        Arrays.stream(arguments)
            .map(argument -> argument.replaceFirst("^--", "").split("=", 2))
            .collect(Collectors.toMap(parts -> parts[0], parts -> Integer.valueOf(parts[1])));
    int quiet = options.getOrDefault("quiet-minutes", 60);
    if (quiet > 0) {
      quietHour(new Pace(options.getOrDefault("quiet-pace", 20)), Duration.ofMinutes(quiet));
    }
    int runs = options.getOrDefault("runs", 10);
    if (runs > 0) {
      runs(new Pace(options.getOrDefault("pace", 1)), runs);
    }
  }

  private static void quietHour(Pace pace, Duration asShipped) throws IOException {
    try (Drill drill = new Drill(Files.createTempDirectory("drill"), pace, names(8))) {
      drill.watchFor(asShipped);
      double operations =
          drill.watch().prometheus().value("sum(mcp_server_operation_duration_seconds_count)");
      System.out.printf(
          "%d minutes of normal noisy traffic, %d times as fast: %.0f operations, %d page(s) %s%n",
          asShipped.toMinutes(), pace.factor(), operations, drill.pages().size(), drill.pages());
      complain(drill);
    }
  }

  private static void runs(Pace pace, int runs) throws IOException {
    List<Fault> others = List.of(Fault.SLOW_TOOL, Fault.DEAD_DEPENDENCY, Fault.SILENT);
    List<Fault> faults = new ArrayList<>();
    IntStream.range(0, runs).forEach(i -> faults.add(Fault.FAILING_TOOL));
    faults.addAll(others);
    try (Drill drill =
        new Drill(Files.createTempDirectory("drill"), pace, names(faults.size() + 1))) {
      List<Incident> incidents = drill.incidents(faults);
      incidents.forEach(System.out::println);
      incidents.forEach(incident -> System.out.println(drill.told(incident)));
      double[] seconds =
          incidents.stream().limit(runs).mapToDouble(Incident::secondsToPage).sorted().toArray();
      double median = (seconds[(runs - 1) / 2] + seconds[runs / 2]) / 2;
      System.out.printf(
          "%d runs with a failing tool: page after %.1f s in the median, %.1f s at worst%n",
          runs, median, seconds[runs - 1]);
      complain(drill);
      System.out.printf("Toolwatch killed: page after %.1f s%n", drill.killed());
      System.out.printf("%d pages in all%n", drill.pages().size());
    }
  }

  private String told(Incident incident) {
    return "%-10s Toolwatch's report: %s"
        .formatted(
            incident.server(),
            reported(incident).stream()
                .map(
                    one ->
                        "detected after "
                            + one.getValue("seconds_to_detect")
                            + " s, "
                            + Optional.ofNullable(one.getValue("seconds_to_resolve"))
                                .map(seconds -> "resolved after " + seconds + " s")
                                .orElse("not all alerts resolved"))
                .toList());
  }

  private static void complain(Drill drill) {
    Stream.of(drill.watch().receivers().faults(), drill.watch().alertmanager().complaints())
        .flatMap(List::stream)
        .forEach(System.out::println);
  }

  private static List<String> names(int number) {
    return IntStream.rangeClosed(1, number).mapToObj("drill-%02d"::formatted).toList();
  }
}
