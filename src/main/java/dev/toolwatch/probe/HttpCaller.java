package dev.toolwatch.probe;

/** Sends HTTP requests, each on a connection of its own. Thread-safe. */
interface HttpCaller {
  /**
   * Sends a request, and waits for the head of the answer. Writes down the steps {@code resolve},
   * {@code connect}, {@code tls} and {@code request}.
   *
   * @throws CheckFailure if the host cannot be resolved or has an address that is not allowed, if no
   *     connection is made or its certificate is not good, or if no answer comes in time
   */
  HttpExchange send(HttpCall call, Steps steps) throws CheckFailure, InterruptedException;
}
