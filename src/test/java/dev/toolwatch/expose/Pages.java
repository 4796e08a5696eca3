package dev.toolwatch.expose;

import java.util.List;

/** Families as they are on the page, for tests of their sources. */
public final class Pages {
  private Pages() {}

  /** In OpenMetrics, which says the most of all text formats. */
  public static String openMetrics(List<MetricFamily> families) {
    FamilyMerger merger = new FamilyMerger();
    families.forEach(merger::add);
    return Families.write(Format.OPEN_METRICS, merger.families());
  }
}
