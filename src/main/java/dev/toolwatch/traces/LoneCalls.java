package dev.toolwatch.traces;

import dev.toolwatch.signal.ServiceId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Sums of calls of which there is only one span, as most are: they are counted several times a second
 * and not one by one. Two of them that have the same place push each other out, and are then counted
 * at once. Not thread-safe.
 */
final class LoneCalls {
  /** A power of two, above the names that are usually in use. */
  static final int PLACES = 4096;

  private static final int MIX = 0x9E3779B1;

  /** Made for the first call. */
  private Sum[] places = {};

  private final List<Sum> open = new ArrayList<>();
  private final Consumer<Sum> counter;

  /**
   * @param counter counts a sum, which it must not keep
   */
  LoneCalls(Consumer<Sum> counter) {
    this.counter = counter;
  }

  /** Calls that have the same span and ended in the same hour. */
  static final class Sum {
    private ServiceId service = ServiceId.NONE;
    private String tool = "";
    private String name = "";
    private int kind;
    private long hour;
    private int times;
    private double calls;
    private double seconds;

    /** Whether it is among those to drain. */
    private boolean isOpen;

    ServiceId service() {
      return service;
    }

    String tool() {
      return tool;
    }

    /** The span's. */
    String name() {
      return name;
    }

    /** The number of the span's on the wire. */
    int kind() {
      return kind;
    }

    /** In minutes since the Unix epoch. */
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

    private boolean isOf(BufferedSpan span, long itsHour) {
      return hour == itsHour
          && kind == span.kind
          && tool.equals(span.tool)
          && name.equals(span.name)
          && service.equals(span.service);
    }

    private void begin(BufferedSpan span, long itsHour) {
      service = span.service;
      tool = span.tool;
      name = span.name;
      kind = span.kind;
      hour = itsHour;
    }
  }

  /** Adds a call that stands for {@code weight} calls, which took so long in all. */
  void add(BufferedSpan span, long hour, double weight, double seconds) {
    Sum sum = sum(place(span));
    if (!sum.isOf(span, hour)) {
      count(sum);
      sum.begin(span, hour);
    }
    if (!sum.isOpen) {
      sum.isOpen = true;
      open.add(sum);
    }
    sum.times++;
    sum.calls += weight;
    sum.seconds += seconds;
  }

  private static int place(BufferedSpan span) {
    int hash = (span.tool.hashCode() * 31 + span.name.hashCode()) * 31 + span.service.hashCode();
    return (hash + span.kind) * MIX >>> 16 & PLACES - 1;
  }

  private Sum sum(int place) {
    if (places.length == 0) {
      places = new Sum[PLACES];
    }
    if (places[place] == null) {
      places[place] = new Sum();
    }
    return places[place];
  }

  private void count(Sum sum) {
    if (sum.times > 0) {
      counter.accept(sum);
      sum.times = 0;
      sum.calls = 0;
      sum.seconds = 0;
    }
  }

  /** Counts what has been added. */
  void drain() {
    for (Sum sum : open) {
      count(sum);
      sum.isOpen = false;
    }
    open.clear();
  }
}
