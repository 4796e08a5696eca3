package dev.toolwatch.coverage;

import dev.toolwatch.mcp.JoinSpan;
import dev.toolwatch.mcp.KnownEmitter;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.signal.Side;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Counts what operations tell on one event loop. Recording belongs to that loop's thread, and takes a
 * few increments. {@link #snapshot} may be called from any thread.
 */
public final class CoverageShard {
  /** Error type of a failure that gives no other (semantic conventions, error.type). */
  private static final String OTHER_ERROR = "_OTHER";

  private static final String TOOLS_CALL = "tools/call";

  /** Opens a session, so that its span cannot name one yet. */
  private static final String INITIALIZE = "initialize";

  private final Executor loop;
  private final HalfHours services;

  /**
   * What a shard has counted.
   *
   * @param services the counts of each service, by the ordinal of {@link Trait}
   * @param limited operations and calls of services that had no room, ever
   */
  record Snapshot(Map<ServiceId, long[]> services, long limited) {}

  /**
   * @param loop runs tasks on the event loop's thread
   * @param maxServices the maximum number of services told apart within half an hour
   */
  CoverageShard(Executor loop, int maxServices) {
    this.loop = loop;
    services = new HalfHours(Trait.COUNT, maxServices);
  }

  /** Sets the arrival time of what follows. Must be called regularly. */
  public void received(long epochMillis) {
    services.at(epochMillis);
  }

  /**
   * Takes note of an operation that its span counts.
   *
   * @param times how many operations the span stands for
   */
  public void counted(JoinSpan span, long times) {
    operation(span, Trait.COUNTED, times);
  }

  /**
   * Takes note of an operation that its service's own metrics count.
   *
   * @param times how many operations the span stands for
   */
  public void witnessed(JoinSpan span, long times) {
    operation(span, Trait.WITNESSED, times);
  }

  /** Takes note of operations that a service's own metrics tell of. */
  public void metered(Operation operation, long times) {
    long[] counts = services.of(operation.service());
    if (operation.side() == Side.SERVER) {
      counts[Trait.METERED.ordinal()] += times;
    }
  }

  /** Takes note of a call that an operation of the service made itself. */
  public void dependency(ServiceId service) {
    services.of(service)[Trait.DEPENDENCY.ordinal()]++;
  }

  private void operation(JoinSpan span, Trait how, long times) {
    Operation operation = span.operation();
    if (operation.isProbe()) {
      return; // it has a trace context of ours, and no user
    }
    long[] counts = services.of(operation.service());
    if (operation.side() == Side.CLIENT) {
      if (counts[Trait.OPERATION.ordinal()] == 0) {
        vote(counts, span.emitter());
      }
      return;
    }
    counts[Trait.OPERATION.ordinal()]++;
    counts[how.ordinal()] += times;
    vote(counts, span.emitter());
    add(counts, Trait.REQUEST, span.isRequest());
    add(counts, Trait.CONTINUED, span.isContinued());
    add(counts, Trait.VERSIONED, span.isVersioned());
    add(counts, Trait.WITH_USER, operation.user() != 0);
    boolean session = operation.session() != 0;
    add(counts, Trait.WITH_SESSION, session);
    add(counts, Trait.OF_SESSION, session || mayHaveSession(operation));
    if (operation.method().equals(TOOLS_CALL)) {
      counts[Trait.CALL.ordinal()]++;
      add(counts, Trait.NAMED_CALL, !operation.tool().isEmpty());
      add(counts, Trait.PARENT_CALL, span.isParent());
    }
    if (operation.outcome() != Outcome.OK) {
      counts[Trait.FAILURE.ordinal()]++;
      add(counts, Trait.TYPED_FAILURE, isTelling(operation.errorType()));
    }
  }

  private static void add(long[] counts, Trait trait, boolean has) {
    if (has) {
      counts[trait.ordinal()]++;
    }
  }

  private static boolean mayHaveSession(Operation operation) {
    return !operation.isStateless() && !operation.method().equals(INITIALIZE);
  }

  private static boolean isTelling(String errorType) {
    return !errorType.isEmpty() && !errorType.equals(OTHER_ERROR);
  }

  /** Finds the emitter of most spans by the majority vote of Boyer and Moore, in two numbers. */
  private static void vote(long[] counts, KnownEmitter emitter) {
    if (counts[Trait.EMITTER_LEAD.ordinal()] == 0) {
      counts[Trait.EMITTER.ordinal()] = emitter.ordinal();
    }
    boolean same = counts[Trait.EMITTER.ordinal()] == emitter.ordinal();
    counts[Trait.EMITTER_LEAD.ordinal()] += same ? 1 : -1;
  }

  /** Puts the counts of one service together. */
  static long[] plus(long[] one, long[] other) {
    long[] sum = new long[Trait.COUNT];
    for (int i = 0; i < Trait.EMITTER.ordinal(); i++) {
      sum[i] = one[i] + other[i];
    }
    int lead = Trait.EMITTER_LEAD.ordinal();
    boolean same = one[Trait.EMITTER.ordinal()] == other[Trait.EMITTER.ordinal()];
    long[] ahead = one[lead] >= other[lead] ? one : other;
    sum[Trait.EMITTER.ordinal()] = ahead[Trait.EMITTER.ordinal()];
    sum[lead] = same ? one[lead] + other[lead] : Math.abs(one[lead] - other[lead]);
    return sum;
  }

  /** What has been counted in the last half to whole hour, copied on the loop's thread. */
  CompletableFuture<Snapshot> snapshot() {
    return CompletableFuture.supplyAsync(
        () -> new Snapshot(services.sums(CoverageShard::plus), services.limited()), loop);
  }
}
