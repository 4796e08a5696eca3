package dev.toolwatch.errors;

import dev.toolwatch.signal.RawError;
import dev.toolwatch.signal.ServiceId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Waits until all that a trace tells of its errors is likely to have come, because spans and log
 * records of one error come in different requests. When there is too much of it, what has been
 * quiet for the longest is not waited for any longer. What still comes later is left out if it tells
 * nothing new. Not thread-safe.
 */
final class ErrorJoin {
  /** Errors of a service in one trace that are joined. With one more, the ones before are decided. */
  static final int MAX_OF_TRACE = 200;

  /** A trace takes no more errors than that of this many times the wait after its first. */
  private static final int LONGEST = 3;

  private record Key(long traceIdHigh, long traceIdLow, ServiceId service) {}

  private static final class Waiting {
    private final List<RawError> errors = new ArrayList<>();
    private final long firstMillis;
    private long lastMillis;
    private long bytes;

    Waiting(long nowMillis) {
      firstMillis = nowMillis;
    }
  }

  private final long waitMillis;
  private final long maxBytes;
  private final Consumer<TraceErrors.Joined> joined;
  private final RecentErrors recent = new RecentErrors();

  /** Those that have been quiet for the longest come first. */
  private final Map<Key, Waiting> waiting = new LinkedHashMap<>(16, 0.75f, true);

  private long bytes;

  /**
   * @param waitMillis how long nothing may have come of a trace
   * @param maxBytes of what waits
   * @param joined takes each error
   */
  ErrorJoin(long waitMillis, long maxBytes, Consumer<TraceErrors.Joined> joined) {
    this.waitMillis = waitMillis;
    this.maxBytes = maxBytes;
    this.joined = joined;
  }

  void add(RawError error, long nowMillis) {
    if (recent.contains(error)) {
      return;
    }
    if ((error.traceIdHigh() | error.traceIdLow()) == 0) {
      decide(List.of(error));
      return;
    }
    Key key = new Key(error.traceIdHigh(), error.traceIdLow(), error.reporter().service());
    Waiting trace = waiting.computeIfAbsent(key, missing -> new Waiting(nowMillis));
    trace.errors.add(error);
    trace.lastMillis = nowMillis;
    trace.bytes += error.bytes();
    bytes += error.bytes();
    boolean full = trace.errors.size() > MAX_OF_TRACE;
    if (full || nowMillis - trace.firstMillis >= LONGEST * waitMillis) {
      waiting.remove(key);
      decide(trace);
    }
    decideWhile(quietest -> bytes > maxBytes);
  }

  /** Decides what has waited long enough. */
  void expire(long nowMillis) {
    decideWhile(quietest -> nowMillis - quietest.lastMillis >= waitMillis);
  }

  private void decideWhile(Predicate<Waiting> over) {
    Iterator<Waiting> traces = waiting.values().iterator();
    while (traces.hasNext()) {
      Waiting quietest = traces.next();
      if (!over.test(quietest)) {
        return;
      }
      traces.remove();
      decide(quietest);
    }
  }

  /** Decides all, because nothing more will come. */
  void finish() {
    waiting.values().forEach(this::decide);
    waiting.clear();
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  private void decide(Waiting trace) {
    bytes -= trace.bytes;
    decide(trace.errors);
  }

  private void decide(List<RawError> errors) {
    for (TraceErrors.Joined error : TraceErrors.join(errors)) {
      recent.add(error);
      joined.accept(error);
    }
  }
}
