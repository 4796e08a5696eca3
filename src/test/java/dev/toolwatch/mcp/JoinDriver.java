package dev.toolwatch.mcp;

import static java.util.concurrent.ConcurrentHashMap.newKeySet;

import dev.toolwatch.cardinality.Cardinalities;
import dev.toolwatch.signal.Disposition;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.SpanCounts;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A join that is asked for all that it decides as soon as it can be. */
public final class JoinDriver {
  private static final int MAX_UNPROVEN = 20;

  private final CallJoin join;
  private final UnprovenTools unproven;
  private final KnownTools tools;

  /** Stands for the budgets: everything that was counted has series of its own. */
  private final Set<String> named;

  private final DecidedCalls decided;
  private final long[] dispositions = new long[Disposition.values().length];

  JoinDriver(JoinLimits limits, ServiceRoles services, DecidedCalls decided) {
    this(new CallJoin(limits, services), new UnprovenTools(MAX_UNPROVEN), newKeySet(), decided);
  }

  /** Asks a join of the test's own. */
  JoinDriver(CallJoin join, DecidedCalls decided) {
    this(join, new UnprovenTools(MAX_UNPROVEN), newKeySet(), decided);
  }

  /** With the settings of a recognition. */
  public JoinDriver(Recognition recognition, DecidedCalls decided) {
    this(recognition.join(1), new UnprovenTools(MAX_UNPROVEN), newKeySet(), decided);
  }

  private JoinDriver(
      CallJoin join, UnprovenTools unproven, Set<String> named, DecidedCalls decided) {
    this.join = join;
    this.unproven = unproven;
    this.named = named;
    tools = new KnownTools(ToolLists.NONE, unproven, call -> named.contains(name(call)));
    this.decided = decided;
  }

  /** Goes on after a crash with another join: what is known of tools stays. */
  JoinDriver restarted(CallJoin with, DecidedCalls into) {
    return new JoinDriver(with, unproven, named, into);
  }

  /** Joins of several event loops, which share what they learn of services and tools. */
  public static List<JoinDriver> several(int loops, long waitMillis, DecidedCalls decided) {
    JoinLimits limits = new JoinLimits(waitMillis, 100_000, 1L << 30, 400_000, 2 * waitMillis);
    ServiceRoles services = new ServiceRoles(Cardinalities.of(10_000, 100).services());
    UnprovenTools unproven = new UnprovenTools(MAX_UNPROVEN);
    Set<String> named = newKeySet();
    return Stream.generate(
            () -> new JoinDriver(new CallJoin(limits, services), unproven, named, decided))
        .limit(loops)
        .toList();
  }

  private static String name(Operation call) {
    return call.service().name() + '\n' + call.tool();
  }

  public void accept(SpanBatch batch, long nowMillis) {
    join.accept(batch, nowMillis);
    settle();
  }

  public void expire(long nowMillis) {
    join.expire(nowMillis);
    settle();
  }

  public void finish() {
    join.finish();
    settle();
  }

  private void settle() {
    while (join.next()) {
      dispositions[join.disposition().ordinal()]++;
      Operation operation = join.span().operation();
      switch (join.disposition()) {
        case OPERATION -> {
          tools.label(operation, join.span().unknownTarget());
          named.add(name(operation));
          decided.operation(operation);
        }
        case DEPENDENCY -> decided.dependency(operation);
        case AUTH -> decided.auth(operation);
        case DUPLICATE, OTHER -> {
          // nothing but its count is of interest
        }
      }
    }
  }

  public SpanCounts counts() {
    return new SpanCounts(
        dispositions.clone(),
        join.pending(),
        join.expired(),
        join.overflowed(),
        join.late(),
        join.forgottenEarly(),
        join.repeated());
  }
}
