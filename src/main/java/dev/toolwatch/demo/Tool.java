package dev.toolwatch.demo;

import java.util.List;

/**
 * A tool of a made-up server.
 *
 * @param weight how often it is called, against the other tools of its server
 * @param latency how long a call takes that ends well
 * @param failureShare share of calls that end as the server's fault, 0 to 1
 * @param dependencies what it calls, one after the other
 */
record Tool(
    String name,
    double weight,
    Latency latency,
    double failureShare,
    List<Dependency> dependencies) {

  Tool {
    Checks.named(name, "name");
    Checks.positive(weight, "weight");
    Checks.share(failureShare, "failureShare");
    dependencies = List.copyOf(dependencies);
  }
}
