package dev.toolwatch.mcp;

import dev.toolwatch.signal.Outcome;
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
 * @param what the method, the error and the times
 */
public record JoinInput(
    long trace,
    long id,
    long parent,
    boolean remoteParent,
    String service,
    SpanRole role,
    String name,
    What what) {
  private static final Vocabulary NO_ATTRIBUTES = new Vocabulary(List.of("none"));
  private static final long END_NANOS = 1_790_000_000_000_000_000L;

  /**
   * What a span says of its call.
   *
   * @param error its type; empty if there is none
   * @param startNanos from a moment that all spans share, as the end
   */
  record What(String method, String error, long startNanos, long endNanos, By by) {
    private static final What CALL = new What(Methods.TOOLS_CALL, "", 0, 0, By.UNKNOWN);
  }

  /** Who sent the span, as far as it says so. */
  enum By {
    UNKNOWN,
    AGENT,
    MODEL,
    /** A tool, of an agent or of a server. */
    ANY_TOOL,
    /** A tool that a model has chosen. */
    CHOSEN_TOOL
  }

  public JoinInput(
      long trace,
      long id,
      long parent,
      boolean remoteParent,
      String service,
      SpanRole role,
      String name) {
    this(trace, id, parent, remoteParent, service, role, name, What.CALL);
  }

  /** A span of trace 1, its parent not flagged as remote. */
  static JoinInput span(String service, SpanRole role, long id, long parent) {
    return new JoinInput(1, id, parent, false, service, role, "tool-" + id);
  }

  JoinInput remote() {
    return new JoinInput(trace, id, parent, true, service, role, name, what);
  }

  JoinInput inTrace(long other) {
    return new JoinInput(other, id, parent, remoteParent, service, role, name, what);
  }

  JoinInput of(String method) {
    return with(new What(method, what.error, what.startNanos, what.endNanos, what.by));
  }

  JoinInput failed(String error) {
    return with(new What(what.method, error, what.startNanos, what.endNanos, what.by));
  }

  JoinInput lasting(long startNanos, long endNanos) {
    return with(new What(what.method, what.error, startNanos, endNanos, what.by));
  }

  JoinInput by(By by) {
    return with(new What(what.method, what.error, what.startNanos, what.endNanos, by));
  }

  private JoinInput with(What other) {
    return new JoinInput(trace, id, parent, remoteParent, service, role, name, other);
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
    view.startNanos(END_NANOS + what.startNanos);
    view.endNanos(END_NANOS + what.endNanos);
    JoinSpan span = batch.next(ServiceId.of(service), view);
    span.role(role);
    span.agent(what.by == By.AGENT);
    span.model(what.by == By.MODEL);
    boolean chosen = what.by == By.CHOSEN_TOOL;
    span.mayBeLocal(chosen || what.by == By.ANY_TOOL, chosen);
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
    span.operation().method(what.method);
    span.method(Methods.id(Recognised.text(what.method)));
    span.operation().tool(name);
    if (!what.error.isEmpty()) {
      span.operation().failed(Outcome.SERVER_ERROR, what.error);
    }
  }
}
