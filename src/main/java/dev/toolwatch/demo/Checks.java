package dev.toolwatch.demo;

/** What the fleet's records ask of their parts. */
final class Checks {
  private Checks() {}

  static void named(String value, String name) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(name + " is blank");
    }
  }

  static void share(double value, String name) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " is no share: " + value);
    }
  }

  static void positive(double value, String name) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " is not above 0: " + value);
    }
  }
}
