package dev.toolwatch.expose;

/** The names that Prometheus' data model allows without quotes. */
final class MetricNames {
  private MetricNames() {}

  static String checkMetric(String name) {
    if (!isName(name, true)) {
      throw new IllegalArgumentException("not a metric name: " + name);
    }
    return name;
  }

  static String checkLabel(String name) {
    // Prometheus reserves names that begin with two underscores.
    if (!isName(name, false) || name.startsWith("__")) {
      throw new IllegalArgumentException("not a label name: " + name);
    }
    return name;
  }

  private static boolean isName(String name, boolean colons) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean first = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      if (!first && !(c == ':' && colons) && !(i > 0 && c >= '0' && c <= '9')) {
        return false;
      }
    }
    return !name.isEmpty();
  }
}
