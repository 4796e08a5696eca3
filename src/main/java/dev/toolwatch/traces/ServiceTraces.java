package dev.toolwatch.traces;

import static dev.toolwatch.traces.TraceSlots.NEWER_OF_SERVICE;
import static dev.toolwatch.traces.TraceSlots.OLDER_OF_SERVICE;

import dev.toolwatch.signal.ServiceId;

/** The waiting traces that began with a service, the oldest first. Belongs to one event loop. */
final class ServiceTraces {
  /** What it takes itself, in a map and a list. */
  static final int OVERHEAD_BYTES = 160;

  final ServiceId service;

  /** Its number among those that wait. */
  final int number;

  final TraceList traces;

  /** The bytes of its traces, and of the envelopes that are charged to it. */
  long bytes;

  ServiceTraces(ServiceId service, int number, TraceSlots slots) {
    this.service = service;
    this.number = number;
    traces = new TraceList(slots, OLDER_OF_SERVICE, NEWER_OF_SERVICE);
  }
}
