package dev.toolwatch.demo;

import java.util.List;

/**
 * A tool of a simulated server.
 *
 * @param weight how often it is called, relative to the other tools of its server
 * @param latency the duration of successful calls
 * @param failureShare the share of calls that fail because of the server, 0 to 1
 * @param hasSpan whether its server makes a span of the tool itself, below that of the request
 * @param uses the systems that it calls, one after the other
 */
record Tool(
    String name,
    double weight,
    Latency latency,
    double failureShare,
    boolean hasSpan,
    List<Use> uses) {

  Tool {
    Checks.named(name, "name");
    Checks.positive(weight, "weight");
    Checks.share(failureShare, "failureShare");
    uses = List.copyOf(uses);
  }
}
