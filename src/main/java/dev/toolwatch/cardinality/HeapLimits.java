package dev.toolwatch.cardinality;

import org.jboss.logging.Logger;

/**
 * How many series a family and how many services there may be: what is set, otherwise what two
 * thirds of the heap hold when senders fill all of it with the largest there is. The sizes are
 * those of docs/cardinality.md, "What it costs in memory".
 *
 * @param series of one family
 * @param services with their own name
 */
record HeapLimits(int series, int services) {
  private static final Logger LOG = Logger.getLogger(HeapLimits.class);

  private static final int DEFAULT_SERIES = 10_000;
  private static final int DEFAULT_SERVICES = 500;
  private static final int SERIES_PER_SERVICE = DEFAULT_SERIES / DEFAULT_SERVICES;

  /** Fewer are of no use to anybody, so a heap that does not hold them is too small. */
  private static final int LEAST_SERIES = 10 * SERIES_PER_SERVICE;

  /** Three families of histograms, one of counters and the hotspots, in each event loop. */
  private static final long SERIES_BYTES = 3 * 3500 + 450 + 600;

  /** Names of series, of clients and of hotspots, once for all loops. */
  private static final long NAMES_BYTES = 1800 + 800;

  private static final long SERVICE_BYTES = 11_600;

  /** Of each event loop: frequent names, candidates, demand, and caches of texts. */
  private static final long LOOP_BYTES = 9_600_000;

  /**
   * Reads the settings, and warns if what is set may not fit.
   *
   * @param loops event loops that count
   * @param heapBytes the most that the heap may grow to
   */
  static HeapLimits of(CardinalitySettings settings, int loops, long heapBytes) {
    HeapLimits limits = chosen(settings, loops, heapBytes);
    if (limits.bytes(loops) > part(heapBytes)) {
      LOG.warnf(
          "%d series a family and %d services can take %d MB, more than two thirds of a heap of"
              + " %d MB: senders that fill them can end this process. Lower"
              + " toolwatch.cardinality.max-series and toolwatch.cardinality.max-services, or do"
              + " not set them",
          limits.series, limits.services, limits.bytes(loops) >> 20, heapBytes >> 20);
    }
    return limits;
  }

  private static HeapLimits chosen(CardinalitySettings settings, int loops, long heapBytes) {
    int series = settings.maxSeries().orElseGet(() -> fitting(settings, loops, heapBytes));
    int services =
        settings
            .maxServices()
            .orElse(Math.max(1, Math.min(DEFAULT_SERVICES, series / SERIES_PER_SERVICE)));
    return new HeapLimits(series, services);
  }

  /** Rounded down to hundreds. */
  private static int fitting(CardinalitySettings settings, int loops, long heapBytes) {
    long left = part(heapBytes) - loops * LOOP_BYTES;
    long each = loops * SERIES_BYTES + NAMES_BYTES;
    if (settings.maxServices().isPresent()) {
      left -= loops * SERVICE_BYTES * settings.maxServices().getAsInt();
    } else {
      each += loops * SERVICE_BYTES / SERIES_PER_SERVICE;
    }
    return (int) Math.max(LEAST_SERIES, Math.min(DEFAULT_SERIES, left / each / 100 * 100));
  }

  private static long part(long heapBytes) {
    return heapBytes / 3 * 2;
  }

  private long bytes(int loops) {
    return loops * (LOOP_BYTES + series * SERIES_BYTES + services * SERVICE_BYTES)
        + series * NAMES_BYTES;
  }
}
