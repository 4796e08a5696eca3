package dev.toolwatch.mcp;

import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.signal.Side;
import dev.toolwatch.signal.SpanView;
import dev.toolwatch.signal.Vocabulary;
import java.util.List;

/**
 * A span as recognition leaves it for joining.
 *
 * @param parent the parent's id, 0 for a root
 * @param remoteParent whether the span is flagged as having its parent in another process
 * @param name the tool, or what is depended on
 */
public record JoinInput(
    long trace,
    long id,
    long parent,
    boolean remoteParent,
    String service,
    SpanRole role,
    String name) {
  private static final Vocabulary NO_ATTRIBUTES = new Vocabulary(List.of("none"));

  /** A span of trace 1, its parent not flagged as remote. */
  static JoinInput span(String service, SpanRole role, long id, long parent) {
    return new JoinInput(1, id, parent, false, service, role, "tool-" + id);
  }

  JoinInput remote() {
    return new JoinInput(trace, id, parent, true, service, role, name);
  }

  JoinInput inTrace(long other) {
    return new JoinInput(other, id, parent, remoteParent, service, role, name);
  }

  public static SpanBatch batch(List<JoinInput> spans) {
    SpanBatch batch = new SpanBatch();
    spans.forEach(span -> span.putInto(batch));
    return batch;
  }

  /** A batch with one span in it. */
  public static SpanBatch batchOfOne() {
    return batch(List.of(span("orders", SpanRole.NONE, 1, 0)));
  }

  /** A batch with one call of a tool with this name. */
  public static SpanBatch batchOfLongName(long trace, String name) {
    return batch(List.of(new JoinInput(trace, 1, 0, false, "orders", SpanRole.SERVER, name)));
  }

  private void putInto(SpanBatch batch) {
    SpanView view = new SpanView(NO_ATTRIBUTES);
    // Both halves differ from trace to trace, and lanes are chosen by the middle of the lower one.
    view.traceId(trace * 31, trace << 16 | 7);
    view.spanId(id);
    view.parentSpanId(parent);
    view.flags(remoteParent ? 0x300 : 0);
    view.endNanos(1_790_000_000_000_000_000L);
    JoinSpan span = batch.next(ServiceId.of(service), view);
    span.role(role);
    switch (role) {
      case SERVER, TOOL -> call(span, Side.SERVER);
      case CLIENT, OUTER_CLIENT -> call(span, Side.CLIENT);
      case OUTBOUND -> {
        span.operation().dependencyKind("db");
        span.operation().dependency(name);
      }
      case NONE, PART, AUTH -> {
        // nothing is read of these
      }
    }
    batch.keep();
  }

  private void call(JoinSpan span, Side side) {
    span.operation().side(side);
    span.operation().method(Methods.TOOLS_CALL);
    span.operation().tool(name);
  }
}
