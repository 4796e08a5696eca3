package dev.toolwatch.mcp;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The joins of all event loops. The spans of a trace may come over several connections and so to
 * several loops; each trace belongs to one of them, to which the others hand its spans. Thread-safe.
 */
public final class Joins {
  private final AtomicReferenceArray<Lane> lanes;
  private final JoinLimits limits;
  private final ServiceRoles services;
  private final KnownTools tools;

  Joins(int loops, JoinLimits limits, ServiceRoles services, KnownTools tools) {
    lanes = new AtomicReferenceArray<>(loops);
    this.limits = limits;
    this.services = services;
    this.tools = tools;
  }

  /**
   * The lane of one event loop.
   *
   * @param index of the loop, from 0
   * @param loop runs tasks on the loop's thread, in the order they were given
   * @param handler takes what is decided, on that thread
   */
  public Lane open(int index, Executor loop, CallHandler handler) {
    Lane lane = new Lane(this, index, loop, new CallJoin(limits, services, tools, handler), limits);
    lanes.set(index, lane);
    return lane;
  }

  int size() {
    return lanes.length();
  }

  /** The lane a trace belongs to; null while its loop has not started. */
  Lane laneOf(long traceIdLow) {
    // The middle bits: some tracers put a clock in front or a counter at the end.
    return lane((int) (traceIdLow >>> 16 & 0x7fffffff) % lanes.length());
  }

  Lane lane(int index) {
    return lanes.get(index);
  }
}
