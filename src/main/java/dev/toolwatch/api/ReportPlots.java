package dev.toolwatch.api;

import java.time.Duration;
import java.time.YearMonth;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The plots of a report, with one value a day. */
final class ReportPlots {
  private final SlaAnswer answer;
  private final int days;

  ReportPlots(SlaAnswer answer, YearMonth month) {
    this.answer = answer;
    days = month.lengthOfMonth();
  }

  private double[] byDay(ToDoubleFunction<SlaRow> value, double otherwise) {
    double[] values = new double[days];
    Arrays.fill(values, otherwise);
    for (int day = 0; day < answer.days().size(); day++) {
      values[day] = value.applyAsDouble(answer.days().get(day));
    }
    return values;
  }

  String uptime() {
    return Plot.columns(
        "Minutes down, degraded, unknown and in maintenance by day",
        days,
        List.of(
            new Plot.Layer("down", byDay(SlaRow::downMinutes, 0)),
            new Plot.Layer("degraded", byDay(SlaRow::degradedMinutes, 0)),
            new Plot.Layer("unknown", byDay(SlaRow::unknownMinutes, 0)),
            new Plot.Layer("maintenance", byDay(SlaRow::maintenanceMinutes, 0))),
        byDay(ReportPlots::absent, 1),
        20,
        value -> String.format("%.0f", value));
  }

  /** The part of a day before the service was first seen. */
  private static double absent(SlaRow day) {
    double minutes = Duration.between(day.from(), day.to()).toMinutes();
    return minutes == 0 ? 1 : day.absentMinutes() / minutes;
  }

  /**
   * The percentiles of each day.
   *
   * @param threshold drawn as a level, in seconds; NaN for none
   */
  String latency(double threshold) {
    return Plot.lines(
        "Durations of calls by day",
        days,
        List.of(
            new Plot.Line("p50", byDay(day -> orNan(day.p50Seconds()), Double.NaN)),
            new Plot.Line("p95", byDay(day -> orNan(day.p95Seconds()), Double.NaN)),
            new Plot.Line("p99", byDay(day -> orNan(day.p99Seconds()), Double.NaN))),
        0,
        threshold,
        value -> value == 0 ? "0" : ReportText.seconds(value));
  }

  private static double orNan(Double value) {
    return value == null ? Double.NaN : value;
  }

  /** The part of the month's error budget that was left at the end of each day. */
  String budget(double objective) {
    double budget = (1 - objective) * answer.total().operations();
    double[] left = new double[days];
    Arrays.fill(left, Double.NaN);
    long bad = 0;
    long operations = 0;
    for (int day = 0; day < answer.days().size(); day++) {
      operations += answer.days().get(day).operations();
      bad += answer.days().get(day).serverErrors();
      left[day] = operations == 0 ? Double.NaN : 1 - bad / budget;
    }
    return Plot.lines(
        "Error budget left at the end of each day",
        days,
        List.of(new Plot.Line("budget", left)),
        0,
        0,
        ReportPlots::left);
  }

  /** A part of the budget at the axis; as a multiple if it is far overspent. */
  private static String left(double part) {
    String text =
        part < -10
            ? String.format(Locale.ROOT, "%.0f\u00d7", part)
            : String.format(Locale.ROOT, "%.0f %%", part * 100);
    return text.replace('-', ReportText.MINUS);
  }
}
