package dev.toolwatch.operating;

import java.util.stream.IntStream;

/**
 * MCP servers and what they do. A service's tools are called by Zipf's law, on weekdays for ten hours and hardly otherwise: the
 * traffic of {@code ThreeYears}, so that the model can be compared with what that measures.
 *
 * @param services different names
 * @param serversPerService processes of each
 * @param tools of each service
 * @param clients of each service
 * @param busyCalls calls of a service in a working hour
 * @param quietCalls calls of a service in any other hour
 * @param peak how many times as many calls there are at the worst moment as in a working hour
 * @param spansPerCall spans that a call leaves, its own among them
 */
record FleetSize(
    int services,
    int serversPerService,
    int tools,
    int clients,
    double busyCalls,
    double quietCalls,
    double peak,
    double spansPerCall) {
  static final int BUSY_HOURS = 10;

  FleetSize {
    if (services < 1 || serversPerService < 1 || tools < 1 || clients < 1) {
      throw new IllegalArgumentException("a fleet has servers, tools and clients");
    }
    if (busyCalls < quietCalls || quietCalls < 0 || peak < 1 || spansPerCall < 1) {
      throw new IllegalArgumentException("a working hour has the most calls, and each has a span");
    }
  }

  /** Servers of which each has 60 calls in a working hour. */
  static FleetSize of(int services, int serversPerService) {
    return new FleetSize(
        services,
        serversPerService,
        10,
        3,
        60.0 * serversPerService,
        0.5 * serversPerService,
        10,
        4);
  }

  int servers() {
    return services * serversPerService;
  }

  double peakSpansPerSecond() {
    return services * busyCalls / 3600 * peak * spansPerCall;
  }

  double callsOfADay(boolean weekday) {
    return weekday ? BUSY_HOURS * busyCalls + (24 - BUSY_HOURS) * quietCalls : 24 * quietCalls;
  }

  double callsOfAWeek() {
    return 5 * callsOfADay(true) + 2 * callsOfADay(false);
  }

  /**
   * Rows of a service in a bucket: itself and the tools that were called, its users and clients.
   *
   * @param calls in the bucket, on average; their number follows Poisson's distribution
   */
  double rollupRows(double calls) {
    double harmonic = IntStream.rangeClosed(1, tools).mapToDouble(rank -> 1.0 / rank).sum();
    double called =
        IntStream.rangeClosed(1, tools).mapToDouble(rank -> any(calls / (rank * harmonic))).sum();
    return 2 * any(calls) + called + clientsSeen(calls);
  }

  /** The probability of at least one. */
  static double any(double mean) {
    return -Math.expm1(-mean);
  }

  /** The smaller of the number of calls and of clients, on average. */
  private double clientsSeen(double calls) {
    double seen = 0;
    double atMost = 0;
    double exactly = Math.exp(-calls);
    for (int count = 1; count <= clients; count++) {
      atMost += exactly;
      seen += 1 - atMost;
      exactly *= calls / count;
    }
    return seen;
  }
}
