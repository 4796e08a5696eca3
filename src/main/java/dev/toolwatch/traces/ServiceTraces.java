package dev.toolwatch.traces;

import static dev.toolwatch.traces.TraceSlots.NEWER_OF_SERVICE;
import static dev.toolwatch.traces.TraceSlots.OLDER_OF_SERVICE;

import dev.toolwatch.cardinality.SeriesKey;
import dev.toolwatch.signal.ServiceId;

/** The waiting traces that began with a service, the oldest first. Belongs to one event loop. */
final class ServiceTraces {
  /** What it takes itself, in a map and a list. */
  static final int OVERHEAD_BYTES = 200;

  final ServiceId service;

  /** The name for its traces in which there is no operation. */
  final SeriesKey nameless;

  /** Its number among those that wait. */
  final int number;

  final TraceList traces;

  /** Of the oldest traces, those whose memory has been read ahead. */
  int touched;

  /** The bytes of its traces, and of the envelopes and requests that are charged to it. */
  long bytes;

  ServiceTraces(ServiceId service, int number, TraceSlots slots) {
    this.service = service;
    nameless = new SeriesKey(service, "", "", "");
    this.number = number;
    traces = new TraceList(slots, OLDER_OF_SERVICE, NEWER_OF_SERVICE);
  }
}
