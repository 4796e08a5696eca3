package dev.toolwatch.probe;

/** What one probe does. One thread at a time runs it. */
@FunctionalInterface
interface Check {
  /**
   * Checks once. Must end soon after {@link Steps#remaining} has become zero or its thread is interrupted.
   *
   * @param steps where it writes down what it did
   * @throws CheckFailure if what it found is not as expected
   */
  Reading run(Steps steps) throws CheckFailure, InterruptedException;
}
