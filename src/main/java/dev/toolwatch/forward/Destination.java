package dev.toolwatch.forward;

import dev.toolwatch.signal.Signal;
import java.net.URI;

/** Where a {@link Delivery} sends to, with the words of its log lines. Immutable. */
interface Destination {
  /** Also the name of its directory and its thread. */
  String name();

  /** Where it is, without secrets. */
  URI endpoint();

  /** The maximum number of requests that are sent as one, at least 1. */
  int requestsAtOnce();

  /** What the items of a signal are called. */
  String items(Signal signal);

  /** What limits that which waits, to be named where some of it may be dropped. */
  String limits();

  /** The settings to check if it refuses what is sent. */
  String settings();
}
