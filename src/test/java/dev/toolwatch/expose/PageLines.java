package dev.toolwatch.expose;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text page as what a scraper keeps of it, whatever the order and the form of numbers. */
final class PageLines {
  private static final Pattern BOUND = Pattern.compile("\\b(le|quantile)=\"([^\"]*)\"");
  private static final Pattern EXEMPLAR =
      Pattern.compile(" # \\{(\\w+=\"\\w*\"),(\\w+=\"\\w*\")\\} (\\S+) (\\S+)$");

  private PageLines() {}

  /** Series to value and exemplar; comment lines to an empty string. */
  static Map<String, String> of(String page) {
    Map<String, String> lines = new TreeMap<>();
    for (String line : page.split("\n", -1)) {
      if (line.startsWith("#")) {
        lines.put(line, "");
      } else if (!line.isEmpty()) {
        Matcher exemplar = EXEMPLAR.matcher(line);
        boolean found = exemplar.find();
        String sample = found ? line.substring(0, exemplar.start()) : line;
        int space = sample.lastIndexOf(' ');
        String value = number(sample.substring(space + 1)) + (found ? exemplar(exemplar) : "");
        if (lines.put(series(sample.substring(0, space)), value) != null) {
          throw new AssertionError("series twice: " + line);
        }
      }
    }
    return lines;
  }

  private static String series(String text) {
    String plain = text.replace(",}", "}"); // simpleclient writes a comma behind the last label
    return BOUND.matcher(plain).replaceAll(m -> m.group(1) + "=\"" + number(m.group(2)) + "\"");
  }

  private static String exemplar(Matcher parts) {
    String first = parts.group(1);
    String second = parts.group(2);
    return " of "
        + (first.compareTo(second) < 0 ? first + second : second + first)
        + number(parts.group(3))
        + " at "
        + number(parts.group(4));
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }
}
