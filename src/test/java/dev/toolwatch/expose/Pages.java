package dev.toolwatch.expose;

import dev.toolwatch.wire.ByteSink;
import java.util.ArrayList;
import java.util.Arrays;
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

  /** The bytes of each format. */
  public static List<byte[]> everyFormat(List<MetricFamily> families) {
    FamilyMerger merger = new FamilyMerger();
    families.forEach(merger::add);
    List<byte[]> pages = new ArrayList<>();
    for (Format format : Format.values()) {
      ByteSink sink = new ByteSink(1024, Integer.MAX_VALUE);
      format.write(merger.families(), sink);
      pages.add(Arrays.copyOf(sink.array(), sink.length()));
    }
    return pages;
  }
}
