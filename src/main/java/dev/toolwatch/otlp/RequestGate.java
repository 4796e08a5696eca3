package dev.toolwatch.otlp;

/** Decides whether a request that has proved valid may count. */
@FunctionalInterface
interface RequestGate {
  /** Lets everything pass. */
  RequestGate OPEN = items -> {};

  /**
   * Called before anything of the request counts.
   *
   * @param items that will be accepted, or 0 if that is not known
   * @throws NotKeptException if it must not count
   */
  void pass(int items) throws NotKeptException;
}
