package dev.toolwatch.mcp;

import dev.toolwatch.signal.Disposition;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.SpanCounts;
import java.util.List;
import java.util.stream.Stream;

/** A join that is asked for all that it decides as soon as it can be. */
public final class JoinDriver {
  private final CallJoin join;
  private final KnownTools tools;
  private final DecidedCalls decided;
  private final long[] dispositions = new long[Disposition.values().length];

  JoinDriver(JoinLimits limits, ServiceRoles services, KnownTools tools, DecidedCalls decided) {
    this(new CallJoin(limits, services), tools, decided);
  }

  /** With the settings of a recognition. */
  public JoinDriver(Recognition recognition, DecidedCalls decided) {
    this(recognition.join(1), recognition.knownTools(), decided);
  }

  private JoinDriver(CallJoin join, KnownTools tools, DecidedCalls decided) {
    this.join = join;
    this.tools = tools;
    this.decided = decided;
  }

  /** Joins of several event loops, which share what they learn of services and tools. */
  public static List<JoinDriver> several(int loops, long waitMillis, DecidedCalls decided) {
    JoinLimits limits = new JoinLimits(waitMillis, 100_000, 400_000);
    ServiceRoles services = new ServiceRoles(100);
    KnownTools tools = new KnownTools(100, 10_000);
    return Stream.generate(() -> new JoinDriver(limits, services, tools, decided))
        .limit(loops)
        .toList();
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
          operation.tool(tools.label(operation, join.span().unknownTarget()));
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
        join.forgottenEarly());
  }
}
