package dev.toolwatch.api;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Draws plots with one value a day as SVG. Pure functions: data in, text out. */
final class Plot {
  private static final int WIDTH = 720;
  private static final int HEIGHT = 150;
  private static final int LEFT = 46;
  private static final int RIGHT = 8;
  private static final int TOP = 8;
  private static final int BOTTOM = 18;

  /** The approximate number of ticks of an axis. */
  private static final int TICKS = 4;

  private static final double ROUNDING = 1e-9;

  private final StringBuilder svg = new StringBuilder();
  private final int days;
  private final double lowest;
  private final double highest;
  private final double step;

  private Plot(int days, double lowest, double highest, String title) {
    this.days = days;
    step = step((highest - lowest) / TICKS);
    this.lowest = Math.floor(lowest / step + ROUNDING) * step;
    this.highest = Math.ceil(highest / step - ROUNDING) * step;
    add("<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">", WIDTH, HEIGHT, title);
  }

  /**
   * A part of each column.
   *
   * @param style its CSS class
   * @param values by day
   */
  record Layer(String style, double[] values) {}

  /**
   * A line.
   *
   * @param style its CSS class
   * @param values by day; NaN for a missing value
   */
  record Line(String style, double[] values) {}

  /** Writes a value at an axis. */
  @FunctionalInterface
  interface Label {
    String of(double value);
  }

  /**
   * Draws columns of stacked layers, with the sum above each column that is not empty.
   *
   * @param absent the part of each day that there is nothing to know of, drawn over the whole height
   * @param least the axis goes up to at least this value
   */
  static String columns(
      String title, int days, List<Layer> layers, double[] absent, double least, Label label) {
    double[] sums = new double[days];
    layers.forEach(layer -> Arrays.setAll(sums, day -> sums[day] + layer.values()[day]));
    Plot plot = new Plot(days, 0, Math.max(least, max(sums) * 1.1), title);
    double width = plot.x(1) - plot.x(0);
    for (int day = 0; day < days; day++) {
      if (absent[day] > 0) {
        plot.add(
            "<rect class=\"absent\" x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>",
            plot.x(day), TOP, width * Math.min(1, absent[day]), HEIGHT - BOTTOM - TOP);
      }
    }
    plot.axes(label);
    for (int day = 0; day < days; day++) {
      double below = 0;
      for (Layer layer : layers) {
        double value = layer.values()[day];
        if (value > 0) {
          double top = plot.y(below + value);
          plot.add(
              "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>",
              layer.style(),
              plot.x(day) + width * 0.12,
              top,
              width * 0.76,
              Math.max(1, plot.y(below) - top));
          below += value;
        }
      }
      if (below > 0) {
        plot.add(
            "<text class=\"sum\" x=\"%.1f\" y=\"%.1f\">%s</text>",
            plot.x(day) + width / 2, plot.y(below) - 2, label.of(below));
      }
    }
    return plot.end();
  }

  /**
   * Draws lines, and a level to compare them with.
   *
   * @param lowest the axis begins at this value or below
   * @param level a line across the whole width; NaN for none
   */
  static String lines(
      String title, int days, List<Line> lines, double lowest, double level, Label label) {
    double[] all = lines.stream().flatMapToDouble(line -> Arrays.stream(line.values())).toArray();
    double[] known = Arrays.stream(all).filter(value -> !Double.isNaN(value)).toArray();
    double high = Math.max(max(known), Double.isNaN(level) ? 0 : level);
    double low = Math.min(lowest, Arrays.stream(known).min().orElse(lowest));
    Plot plot = new Plot(days, low, high > low ? high : low + 1, title);
    plot.axes(label);
    if (!Double.isNaN(level)) {
      plot.add(
          "<line class=\"level\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
          LEFT, WIDTH - RIGHT, plot.y(level), plot.y(level));
    }
    lines.forEach(plot::line);
    return plot.end();
  }

  private void line(Line line) {
    StringBuilder path = new StringBuilder();
    boolean drawn = false;
    double half = (x(1) - x(0)) / 2;
    for (int day = 0; day < days; day++) {
      double value = line.values()[day];
      if (Double.isNaN(value)) {
        drawn = false;
        continue;
      }
      path.append(
          String.format(Locale.ROOT, "%s%.1f %.1f", drawn ? " L" : " M", x(day) + half, y(value)));
      add(
          "<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"1.6\"/>",
          line.style(), x(day) + half, y(value));
      drawn = true;
    }
    add("<path class=\"%s\" d=\"%s\"/>", line.style(), path.toString().strip());
  }

  private void axes(Label label) {
    long ticks = Math.round((highest - lowest) / step);
    for (int tick = 0; tick <= ticks; tick++) {
      double value = lowest + tick * step;
      add(
          "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
          LEFT, WIDTH - RIGHT, y(value), y(value));
      add(
          "<text class=\"tick\" x=\"%d\" y=\"%.1f\">%s</text>",
          LEFT - 4, y(value) + 3, label.of(value));
    }
    double half = (x(1) - x(0)) / 2;
    IntStream.range(0, days)
        .forEach(
            day ->
                add(
                    "<text class=\"day\" x=\"%.1f\" y=\"%d\">%d</text>",
                    x(day) + half, HEIGHT - 5, day + 1));
  }

  private double x(int day) {
    return LEFT + (double) (WIDTH - LEFT - RIGHT) * day / days;
  }

  private double y(double value) {
    double part = (value - lowest) / (highest - lowest);
    return HEIGHT - BOTTOM - part * (HEIGHT - BOTTOM - TOP);
  }

  private static double max(double[] values) {
    return Arrays.stream(values).filter(value -> !Double.isNaN(value)).max().orElse(0);
  }

  /** The next round number that is not less: 1, 2, 2.5 or 5 times a power of ten. */
  private static double step(double least) {
    double power = Math.pow(10, Math.floor(Math.log10(least)));
    return DoubleStream.of(1, 2, 2.5, 5)
        .map(times -> times * power)
        .filter(step -> step >= least * (1 - ROUNDING))
        .findFirst()
        .orElse(10 * power);
  }

  private void add(String format, Object... arguments) {
    svg.append(String.format(Locale.ROOT, format, arguments));
  }

  private String end() {
    return svg.append("</svg>").toString();
  }
}
