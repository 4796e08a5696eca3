package dev.toolwatch.demo;

/** Checks of the fleet's records. */
final class Checks {
  private Checks() {}

  static void named(String value, String name) {
    if (value.isBlank()) {
      throw new IllegalArgumentException(name + " is blank");
    }
  }

  static void share(double value, String name) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + " is not between 0 and 1: " + value);
    }
  }

  static void positive(double value, String name) {
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(name + " is not above 0: " + value);
    }
  }
}
