package dev.toolwatch.demo;

/**
 * How a tool uses a system.
 *
 * @param calls how often it calls it, on average
 * @param part of the tool's time that this takes, relative to its other uses
 */
record Use(Dependency dependency, double calls, double part) {
  Use {
    Checks.positive(calls, "calls");
    Checks.positive(part, "part");
  }

  /** One call each time. */
  static Use once(Dependency dependency) {
    return new Use(dependency, 1, 1);
  }

  /** The calls that one operation makes, so that all operations together make the average. */
  int callsOf(long operation) {
    return (int) ((long) (calls * operation) - (long) (calls * (operation - 1)));
  }
}
