package dev.toolwatch.expose;

/** What a scraper wants, by its headers. */
final class Negotiation {
  private Negotiation() {}

  /**
   * The format of highest quality; of equals the one that is named more exactly, then the first.
   * Text where there is none: a scraper that asks for something else still gets what all can read.
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
      // Prometheus 3 asks for text 1.0.0 and takes the content type's word for what it gets.
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
