package dev.toolwatch.operating;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What a fleet takes of Toolwatch, from measured costs. docs/scaling.md explains it and says where each number comes from;
 * {@link Capacity} compares it with what was measured.
 */
final class CapacityModel {
  /** Of a CPU-second: the executable with everything that is on by default, 20,000 spans/s, 100 in a request. */
  static final double PACED_SPANS = 39_604;

  /** The same flat out. */
  static final double FLAT_OUT_SPANS = 86_308;

  /** CPU time of a request and of a span in it, on the executable before the store, which give the shape. */
  private static final double REQUEST_MICROS = 36.2;

  private static final double SPAN_MICROS = 5.6;

  /** Histograms' families, loops' and all loops' bytes of one more series of {@code max-series}: docs/cardinality.md. */
  private static final double LOOP_SERIES_BYTES = 3 * 3_500 + 450 + 600 + 11_600 / 20.0;

  private static final double SHARED_SERIES_BYTES = 2_600;
  private static final double LOOP_BYTES = 9_600_000;

  /** Of a flush into SQLite, of what it writes. */
  static final double FLUSH_ROW_MICROS = 63_000.0 / 5_010;

  /** Of a compaction, of what it reads: an hour's, of 500 services. */
  static final double COMPACTED_ROW_MICROS = 9.5;

  /** Bytes of a row's data and users, by the calls of its service in its bucket; up to 40 users. */
  private static final NavigableMap<Double, Double> PAYLOAD =
      new TreeMap<>(
          Map.of(0.5, 19.7, 1.0, 21.8, 12.0, 59.7, 60.0, 142.5, 607.0, 330.9, 3059.0, 492.3));

  private static final int MINUTE_DAYS = 7;
  private static final int HOUR_DAYS = 100;
  private static final int DAYS = 1_095;
  private static final int FIRST_BUSY_HOUR = 8;

  private CapacityModel() {}

  /** Where roll-ups are kept, and what a row takes there beside its data and users. */
  enum Store {
    SQLITE(41, 98),
    POSTGRESQL(161, 168);

    private final double rowBytes;
    private final double indicatorRowBytes;

    Store(double rowBytes, double indicatorRowBytes) {
      this.rowBytes = rowBytes;
      this.indicatorRowBytes = indicatorRowBytes;
    }
  }

  /** Rows of what is kept, and their bytes. */
  record Kept(
      double minutes,
      double hours,
      double days,
      double weeks,
      double indicatorHours,
      double bytes) {}

  /** Spans of a CPU-second flat out, before the store, if so many are in a request. */
  static double shape(int spansPerRequest) {
    return 1e6 / (REQUEST_MICROS / spansPerRequest + SPAN_MICROS);
  }

  /** The same with everything that is on by default. */
  static double flatOutSpans(int spansPerRequest) {
    return FLAT_OUT_SPANS * shape(spansPerRequest) / shape(100);
  }

  /** Of a core, at the peak. */
  static double cores(FleetSize fleet) {
    return fleet.peakSpansPerSecond() / PACED_SPANS;
  }

  /** What {@code toolwatch.cardinality.max-series} is in a heap, if nobody sets it. */
  static double maxSeries(double heapBytes, int eventLoops) {
    double room = heapBytes * 2 / 3 - eventLoops * LOOP_BYTES;
    return Math.min(10_000, room / (eventLoops * LOOP_SERIES_BYTES + SHARED_SERIES_BYTES));
  }

  /** Names of operations: each tool, and all other methods of a service. */
  static double names(FleetSize fleet) {
    return fleet.services() * (fleet.tools() + 1.0);
  }

  /** Names that have series of their own with the defaults, in docs/cardinality.md. */
  static double nameLimit() {
    return 6_994;
  }

  /** Rows that a flush writes at the peak: those of the calls of ten seconds, or all that there are. */
  static double flushRows(FleetSize fleet) {
    double calls = fleet.busyCalls() * fleet.peak() / 360;
    return fleet.services() * fleet.rollupRows(calls);
  }

  /** Of a day, on average over the week. */
  static double rowsOfADay(FleetSize fleet) {
    double rows = 0;
    for (int day = 0; day < 7; day++) {
      boolean weekday = day < 5;
      for (int hour = 0; hour < 24; hour++) {
        double calls = calls(fleet, weekday, hour);
        rows +=
            60 * fleet.rollupRows(calls / 60) + fleet.rollupRows(calls) + 2 * FleetSize.any(calls);
      }
      rows += fleet.rollupRows(fleet.callsOfADay(weekday)) + 1;
    }
    return fleet.services() * (rows + fleet.rollupRows(fleet.callsOfAWeek()) + 2) / 7;
  }

  /** Goes through three years day by day, as {@code ThreeYears} does. */
  static Kept kept(FleetSize fleet, Store store, Instant end) {
    Tally tally = new Tally(fleet, store);
    LocalDate today = LocalDate.ofInstant(end, ZoneOffset.UTC);
    LocalDate first = LocalDate.ofInstant(end.minus(DAYS, ChronoUnit.DAYS), ZoneOffset.UTC);
    first = first.minusDays(first.getDayOfWeek().getValue() - 1L);
    for (LocalDate day = first; !day.isAfter(today); day = day.plusDays(1)) {
      boolean over = day.isBefore(today);
      double hours =
          over ? 24 : end.atOffset(ZoneOffset.UTC).toLocalTime().toSecondOfDay() / 3600.0;
      tally.day(day, hours, ChronoUnit.DAYS.between(day, today), over);
    }
    return tally.kept();
  }

  private static double calls(FleetSize fleet, boolean weekday, int hour) {
    boolean busy =
        weekday && hour >= FIRST_BUSY_HOUR && hour < FIRST_BUSY_HOUR + FleetSize.BUSY_HOURS;
    return busy ? fleet.busyCalls() : fleet.quietCalls();
  }

  /** Between measured points, straight over the logarithm of the calls. */
  static double payload(double calls) {
    Map.Entry<Double, Double> below = PAYLOAD.floorEntry(calls);
    Map.Entry<Double, Double> above = PAYLOAD.higherEntry(calls);
    if (below == null) {
      return above.getValue();
    }
    if (above == null) {
      return below.getValue();
    }
    double share = Math.log(calls / below.getKey()) / Math.log(above.getKey() / below.getKey());
    return below.getValue() + share * (above.getValue() - below.getValue());
  }

  /** Sums of one walk through the years. */
  private static final class Tally {
    private final FleetSize fleet;
    private final Store store;
    private double minutes;
    private double hours;
    private double days;
    private double weeks;
    private double indicators;
    private double bytes;

    Tally(FleetSize fleet, Store store) {
      this.fleet = fleet;
      this.store = store;
    }

    void day(LocalDate day, double hoursOfIt, long daysAgo, boolean over) {
      boolean weekday = day.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) <= 0;
      for (int hour = 0; hour < hoursOfIt; hour++) {
        double share = Math.min(1, hoursOfIt - hour);
        double calls = calls(fleet, weekday, hour);
        if (daysAgo <= MINUTE_DAYS) {
          minutes += add(60 * share, calls / 60, 0);
        }
        if (daysAgo <= HOUR_DAYS && share == 1) {
          hours += add(1, calls, 0);
        }
        double rows = 2 * fleet.services() * FleetSize.any(calls);
        indicators += rows;
        bytes += rows * store.indicatorRowBytes;
      }
      if (over) {
        days += add(1, fleet.callsOfADay(weekday), 1);
        if (day.getDayOfWeek() == DayOfWeek.SUNDAY) {
          weeks += add(1, fleet.callsOfAWeek(), 2);
        }
      }
    }

    /** Rows of so many buckets; more are those of sessions and samples. */
    private double add(double buckets, double calls, int more) {
      double rows = buckets * fleet.services() * (fleet.rollupRows(calls) + more);
      bytes += rows * (payload(calls) + store.rowBytes);
      return rows;
    }

    Kept kept() {
      return new Kept(minutes, hours, days, weeks, indicators, bytes);
    }
  }
}
