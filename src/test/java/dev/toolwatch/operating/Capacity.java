package dev.toolwatch.operating;

import dev.toolwatch.operating.CapacityModel.Kept;
import dev.toolwatch.operating.CapacityModel.Store;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Prints the tables of docs/scaling.md: how far the model is from what was measured, and what fleets of several sizes take.
 * {@code bench/capacity.sh} runs it. The points that the model was made from are not among those that it is compared with.
 */
public final class Capacity {
  /** When the stores of {@code ThreeYearsFigures} end. */
  static final Instant END = Instant.parse("2026-11-04T13:37:00Z");

  /** All tools of 500 services over 90 days, on SQLite. */
  private static final double LISTING_SECONDS = 3.1;

  /** After so long a query is refused. */
  private static final double QUERY_LIMIT_SECONDS = 30;

  private static final double PROCESS_CORES = 2;
  private static final double MAX_SERVICES = 500;
  private static final double DISK_BYTES = 100e9;
  private static final double FLUSH_SECONDS = 10;

  private Capacity() {}

  /**
   * What the model says and what was measured.
   *
   * @param what is measured, with its source
   */
  record Point(String what, double model, double measured) {
    /** By how much the model is too high, as a share. */
    double deviation() {
      return model / measured - 1;
    }
  }

  /** A part of a process that may be full, and how full it is: 1 is its limit. */
  record Use(String part, double share) {}

  /** Prints both tables. */
  public static void main(String[] arguments) {
    print(System.out);
  }

  static void print(PrintStream out) {
    out.println("| figure | model | measured | deviation |");
    out.println("|---|--:|--:|--:|");
    for (Point point : points()) {
      out.printf(
          Locale.ROOT,
          "| %s | %,.0f | %,.0f | %+.0f %% |%n",
          point.what(),
          point.model(),
          point.measured(),
          100 * point.deviation());
    }
    out.println();
    out.println(
        "| servers | services | spans/s at the peak | cores | rows a day | of a flush | SQLite | PostgreSQL | fullest parts of"
            + " one process |");
    out.println("|--:|--:|--:|--:|--:|--:|--:|--:|---|");
    for (FleetSize fleet : fleets()) {
      row(fleet, out);
    }
  }

  static List<FleetSize> fleets() {
    return List.of(
        FleetSize.of(1, 1), FleetSize.of(50, 1), FleetSize.of(500, 2), FleetSize.of(5_000, 20));
  }

  private static void row(FleetSize fleet, PrintStream out) {
    List<Use> uses = uses(fleet);
    out.printf(
        Locale.ROOT,
        "| %,d | %,d | %,.1f | %.2f | %,.0f | %,.0f | %s | %s | %s |%n",
        fleet.servers(),
        fleet.services(),
        fleet.peakSpansPerSecond(),
        CapacityModel.cores(fleet),
        CapacityModel.rowsOfADay(fleet),
        CapacityModel.flushRows(fleet),
        bytes(CapacityModel.kept(fleet, Store.SQLITE, END).bytes()),
        bytes(CapacityModel.kept(fleet, Store.POSTGRESQL, END).bytes()),
        String.join(", ", uses.stream().limit(3).map(Capacity::text).toList()));
  }

  private static String text(Use use) {
    double percent = 100 * use.share();
    return String.format(
        Locale.ROOT, percent < 10 ? "%s %.1f %%" : "%s %,.0f %%", use.part(), percent);
  }

  private static String bytes(double bytes) {
    return bytes < 1e9
        ? String.format(Locale.ROOT, "%.0f MB", bytes / 1e6)
        : String.format(Locale.ROOT, "%.1f GB", bytes / 1e9);
  }

  /** Of one process with two cores, the default limits, SQLite and a disk of 100 GB, the fullest first. */
  static List<Use> uses(FleetSize fleet) {
    List<Use> uses = new ArrayList<>();
    uses.add(new Use("CPU", CapacityModel.cores(fleet) / PROCESS_CORES));
    uses.add(new Use("services", fleet.services() / MAX_SERVICES));
    uses.add(
        new Use("names of operations", CapacityModel.names(fleet) / CapacityModel.nameLimit()));
    uses.add(
        new Use(
            "flush",
            CapacityModel.flushRows(fleet) * CapacityModel.FLUSH_ROW_MICROS / 1e6 / FLUSH_SECONDS));
    uses.add(new Use("disk", CapacityModel.kept(fleet, Store.SQLITE, END).bytes() / DISK_BYTES));
    uses.add(
        new Use(
            "time of a listing", LISTING_SECONDS * fleet.services() / 500 / QUERY_LIMIT_SECONDS));
    uses.sort(Comparator.comparingDouble(Use::share).reversed());
    return uses;
  }

  /** Everything was measured on two cores, by the scripts that docs/scaling.md names. */
  static List<Point> points() {
    List<Point> points = new ArrayList<>();
    points.add(
        new Point(
            "spans per CPU-second, 1,000 in a request, before the store (the shape alone)",
            CapacityModel.shape(1_000),
            169_382));
    double mib = 1 << 20;
    points.add(
        new Point(
            "`max-series`, heap of 154 MiB, 2 event loops",
            CapacityModel.maxSeries(154 * mib, 2),
            3_200));
    points.add(new Point("the same, 256 MiB", CapacityModel.maxSeries(256 * mib, 2), 5_900));
    points.add(
        new Point("the same, 1 GiB, 8 event loops", CapacityModel.maxSeries(1024 * mib, 8), 6_400));
    FleetSize fleet = FleetSize.of(500, 1);
    Kept sqlite = CapacityModel.kept(fleet, Store.SQLITE, END);
    points.add(new Point("rows of minutes, 500 services", sqlite.minutes(), 6_157_567));
    points.add(new Point("rows of hours", sqlite.hours(), 6_795_018));
    points.add(new Point("rows of days", sqlite.days(), 8_170_366));
    points.add(new Point("rows of weeks", sqlite.weeks(), 1_334_500));
    points.add(new Point("rows of `indicator_hours`", sqlite.indicatorHours(), 15_178_942));
    points.add(new Point("MB of SQLite, 500 services", sqlite.bytes() / 1e6, 6_285));
    points.add(
        new Point(
            "MB of PostgreSQL, 10 services",
            CapacityModel.kept(FleetSize.of(10, 1), Store.POSTGRESQL, END).bytes() / 1e6,
            210));
    points.add(
        new Point(
            "MB of PostgreSQL, 500 services",
            CapacityModel.kept(fleet, Store.POSTGRESQL, END).bytes() / 1e6,
            9_888));
    // A call of each service: the service, a tool, a client and a user.
    points.add(
        new Point(
            "ms of a flush of 2,000 rows into SQLite",
            2_000 * CapacityModel.FLUSH_ROW_MICROS / 1e3,
            27));
    points.add(
        new Point(
            "ms to compact a day of 500 services in SQLite",
            compactedDay(fleet) * CapacityModel.COMPACTED_ROW_MICROS / 1e3,
            1_160));
    points.add(
        new Point(
            "ms to compact a week of 500 services in SQLite",
            compactedWeek(fleet) * CapacityModel.COMPACTED_ROW_MICROS / 1e3,
            430));
    return points;
  }

  private static double compactedDay(FleetSize fleet) {
    return fleet.services()
        * (FleetSize.BUSY_HOURS * fleet.rollupRows(fleet.busyCalls())
            + (24 - FleetSize.BUSY_HOURS) * fleet.rollupRows(fleet.quietCalls()));
  }

  private static double compactedWeek(FleetSize fleet) {
    return fleet.services()
        * (5 * (fleet.rollupRows(fleet.callsOfADay(true)) + 1)
            + 2 * (fleet.rollupRows(fleet.callsOfADay(false)) + 1));
  }
}
