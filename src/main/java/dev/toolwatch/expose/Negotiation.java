package dev.toolwatch.expose;

/** Reads from a scraper's headers what it accepts. */
final class Negotiation {
  private Negotiation() {}

  /**
   * The format with the highest quality. Among equals, the one that is named most exactly wins,
   * then the first one. The default is text, which every scraper can read.
   */
  static Format format(String accept) {
    Format best = Format.TEXT;
    double bestQuality = 0;
    boolean bestIsExact = false;
    for (MediaRange range : MediaRange.parse(accept)) {
      boolean exact = range.name().indexOf('*') < 0;
      boolean better =
          range.quality() > bestQuality
              || (range.quality() == bestQuality && range.quality() > 0 && exact && !bestIsExact);
      if (better && offers(range)) {
        best = format(range);
        bestQuality = range.quality();
        bestIsExact = exact;
      }
    }
    return best;
  }

  /** Whether the answer may be compressed with gzip. */
  static boolean gzip(String acceptEncoding) {
    double any = 0;
    for (MediaRange coding : MediaRange.parse(acceptEncoding)) {
      switch (coding.name()) {
        case "gzip", "x-gzip" -> {
          return coding.quality() > 0;
        }
        case "*" -> any = coding.quality();
        default -> {}
      }
    }
    return any > 0;
  }

  private static boolean offers(MediaRange range) {
    String version = range.parameter("version");
    return switch (range.name()) {
      case "application/vnd.google.protobuf" ->
          range.parameter("proto").equals("io.prometheus.client.MetricFamily")
              && range.parameter("encoding").equals("delimited");
      case "application/openmetrics-text" -> version.isEmpty() || version.equals("1.0.0");
      // Prometheus 3 asks for text 1.0.0 and parses what the content type of the answer says.
      case "text/plain" -> version.isEmpty() || version.equals("0.0.4") || version.equals("1.0.0");
      case "*/*", "text/*", "application/*" -> true;
      default -> false;
    };
  }

  private static Format format(MediaRange range) {
    return switch (range.name()) {
      case "application/vnd.google.protobuf" -> Format.PROTOBUF;
      case "application/openmetrics-text", "application/*" -> Format.OPEN_METRICS;
      default -> Format.TEXT;
    };
  }
}
