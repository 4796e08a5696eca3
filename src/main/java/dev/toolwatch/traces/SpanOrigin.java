package dev.toolwatch.traces;

import dev.toolwatch.signal.ServiceId;

/**
 * What many waiting spans of one event loop have in common, and the calls among them of which there was
 * only one span. Not thread-safe.
 */
final class SpanOrigin {
  final ServiceId service;

  /** The name as {@link SpanNames} gives it. */
  final String name;

  /** The number of their kind on the wire. */
  final int kind;

  /** The tool of calls that a server handled, from their SERVER or TOOL spans; otherwise empty. */
  final String tool;

  /** Null for spans that do not wait. */
  final HeldEnvelope envelope;

  /** Its number among those of the event loop. */
  int number;

  /** The spans that refer to it. */
  int uses;

  /** Of the calls below: when they ended, in minutes since the Unix epoch. */
  private long hour;

  private int times;
  private double calls;
  private double seconds;

  SpanOrigin(ServiceId service, String name, int kind, String tool, HeldEnvelope envelope) {
    this.service = service;
    this.name = name;
    this.kind = kind;
    this.tool = tool;
    this.envelope = envelope;
  }

  @SuppressWarnings("ReferenceEquality") // an envelope is held once
  boolean is(ServiceId itsService, String itsName, int itsKind, String itsTool, HeldEnvelope its) {
    return kind == itsKind
        && envelope == its
        && name.equals(itsName)
        && tool.equals(itsTool)
        && service.equals(itsService);
  }

  /** When the calls of which there was one span ended, to the hour, in minutes since the Unix epoch. */
  long hour() {
    return hour;
  }

  /** How many have come. */
  int times() {
    return times;
  }

  /** How many they stand for. */
  double calls() {
    return calls;
  }

  /** How long those took. */
  double seconds() {
    return seconds;
  }

  /** Adds a call that stands for {@code weight} calls, which took so long in all. */
  void addCall(long itsHour, double weight, double itsSeconds) {
    hour = itsHour;
    times++;
    calls += weight;
    seconds += itsSeconds;
  }

  /** Forgets the calls. */
  void clearCalls() {
    times = 0;
    calls = 0;
    seconds = 0;
  }
}
