package dev.toolwatch.relay;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Names of OpenTelemetry in the form that Prometheus allows without quotes (OpenTelemetry
 * specification 1.51, "Prometheus and OpenMetrics Compatibility", "Metric Metadata" and "Metric
 * Attributes"). Where the specification leaves a choice, it is made as Prometheus' own OTLP receiver
 * makes it.
 */
final class PrometheusNames {
  private static final Map<String, String> UNITS =
      Map.ofEntries(
          Map.entry("d", "days"),
          Map.entry("h", "hours"),
          Map.entry("min", "minutes"),
          Map.entry("s", "seconds"),
          Map.entry("ms", "milliseconds"),
          Map.entry("us", "microseconds"),
          Map.entry("ns", "nanoseconds"),
          Map.entry("By", "bytes"),
          Map.entry("KiBy", "kibibytes"),
          Map.entry("MiBy", "mebibytes"),
          Map.entry("GiBy", "gibibytes"),
          Map.entry("TiBy", "tebibytes"),
          Map.entry("kBy", "kilobytes"),
          Map.entry("KBy", "kilobytes"),
          Map.entry("MBy", "megabytes"),
          Map.entry("GBy", "gigabytes"),
          Map.entry("TBy", "terabytes"),
          Map.entry("m", "meters"),
          Map.entry("V", "volts"),
          Map.entry("A", "amperes"),
          Map.entry("J", "joules"),
          Map.entry("W", "watts"),
          Map.entry("g", "grams"),
          Map.entry("Cel", "celsius"),
          Map.entry("Hz", "hertz"),
          Map.entry("1", ""),
          Map.entry("%", "percent"));

  private static final Map<String, String> PER_UNITS =
      Map.of(
          "s", "second", "m", "minute", "h", "hour", "d", "day", "w", "week", "mo", "month", "y",
          "year");

  private static final String RATIO = "ratio";
  private static final String TOTAL = "total";

  private PrometheusNames() {}

  /**
   * The base name of a family: with its unit, without {@code _total}.
   *
   * @param unit in UCUM, or empty
   * @return empty if no character of the name is allowed
   */
  static String family(String name, String unit, MetricKind kind) {
    List<String> words = words(name);
    if (words.isEmpty()) {
      return "";
    }
    addIfNew(words, mainUnit(unit));
    addIfNew(words, perUnit(unit));
    if (kind == MetricKind.COUNTER) {
      words.removeIf(TOTAL::equals);
    } else if (kind == MetricKind.GAUGE && unit.equals("1")) {
      words.removeIf(RATIO::equals);
      words.add(RATIO);
    }
    String joined = String.join("_", words);
    while (kind == MetricKind.COUNTER && joined.endsWith("_" + TOTAL)) { // of an odd unit
      joined = joined.substring(0, joined.length() - TOTAL.length() - 1);
    }
    return startsWithDigit(joined) ? "_" + joined : joined;
  }

  /** The last part of a family's name that says its unit, or empty. */
  static String unit(String family, String unit) {
    String main = mainUnit(unit);
    String per = perUnit(unit);
    String both = main.isEmpty() || per.isEmpty() ? main + per : main + "_" + per;
    return !both.isEmpty() && family.endsWith("_" + both) ? both : "";
  }

  /** The name of a label; never empty. */
  static String label(String key) {
    StringBuilder name = new StringBuilder(key.length());
    for (int i = 0; i < key.length(); i++) {
      char c = key.charAt(i);
      if (isWord(c)) {
        name.append(c);
      } else if (name.length() == 0 || name.charAt(name.length() - 1) != '_') {
        name.append('_');
      }
    }
    if (name.length() == 0 || startsWithDigit(name)) {
      return name.insert(0, "key_").toString();
    }
    return name.charAt(0) == '_' ? name.insert(0, "key").toString() : name.toString();
  }

  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= text.length(); i++) {
      if (i == text.length() || !(isWord(text.charAt(i)) || text.charAt(i) == ':')) {
        if (i > start) {
          words.add(text.substring(start, i));
        }
        start = i + 1;
      }
    }
    return words;
  }

  private static void addIfNew(List<String> words, String suffix) {
    if (!suffix.isEmpty() && !words.contains(suffix)) {
      words.add(suffix);
    }
  }

  private static String mainUnit(String unit) {
    int slash = unit.indexOf('/');
    String main = (slash < 0 ? unit : unit.substring(0, slash)).trim();
    return isAnnotated(main) ? "" : plain(UNITS.getOrDefault(main, main));
  }

  private static String perUnit(String unit) {
    int slash = unit.indexOf('/');
    String per = slash < 0 ? "" : unit.substring(slash + 1).trim();
    String plain = isAnnotated(per) ? "" : plain(PER_UNITS.getOrDefault(per, per));
    return plain.isEmpty() ? "" : "per_" + plain;
  }

  /** Curly brackets say what is counted, not in which unit (UCUM, "Annotations"). */
  private static boolean isAnnotated(String unit) {
    return unit.indexOf('{') >= 0 || unit.indexOf('}') >= 0;
  }

  private static String plain(String unit) {
    return String.join("_", words(unit));
  }

  private static boolean startsWithDigit(CharSequence name) {
    return name.length() > 0 && name.charAt(0) >= '0' && name.charAt(0) <= '9';
  }

  /** Whether a character may be part of a word between underscores. */
  private static boolean isWord(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
  }
}
