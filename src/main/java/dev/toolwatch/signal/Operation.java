package dev.toolwatch.signal;

/**
 * One MCP request as recognised from a span. Reused: a stage that keeps one copies it with {@link
 * #set}. Strings are label values already made safe (see {@code mcp}). Not thread-safe.
 */
public final class Operation {
  private String service = "";
  private Side side = Side.SERVER;
  private String method = "";
  private String tool = "";
  private String prompt = "";
  private Outcome outcome = Outcome.OK;
  private String errorType = "";
  private long traceIdHigh;
  private long traceIdLow;
  private long spanId;
  private long endNanos;
  private long durationNanos;

  public void set(Operation other) {
    service = other.service;
    side = other.side;
    method = other.method;
    tool = other.tool;
    prompt = other.prompt;
    outcome = other.outcome;
    errorType = other.errorType;
    traceIdHigh = other.traceIdHigh;
    traceIdLow = other.traceIdLow;
    spanId = other.spanId;
    endNanos = other.endNanos;
    durationNanos = other.durationNanos;
  }

  /** Takes identity and times from the span; the rest is set by who recognises it. */
  public void begin(String serviceName, SpanView span) {
    service = serviceName;
    side = Side.SERVER;
    method = "";
    tool = "";
    prompt = "";
    outcome = Outcome.OK;
    errorType = "";
    traceIdHigh = span.traceIdHigh();
    traceIdLow = span.traceIdLow();
    spanId = span.spanId();
    endNanos = span.endNanos();
    durationNanos = span.durationNanos();
  }

  public String service() {
    return service;
  }

  public Side side() {
    return side;
  }

  public void side(Side value) {
    side = value;
  }

  /** A method of the protocol's closed list, or {@code __unknown__}. */
  public String method() {
    return method;
  }

  public void method(String value) {
    method = value;
  }

  /** The tool called; empty where the operation is no call. */
  public String tool() {
    return tool;
  }

  public void tool(String value) {
    tool = value;
  }

  public String prompt() {
    return prompt;
  }

  public void prompt(String value) {
    prompt = value;
  }

  public Outcome outcome() {
    return outcome;
  }

  /** Empty where the outcome is OK. */
  public String errorType() {
    return errorType;
  }

  public void failed(Outcome how, String type) {
    outcome = how;
    errorType = type;
  }

  public long traceIdHigh() {
    return traceIdHigh;
  }

  public long traceIdLow() {
    return traceIdLow;
  }

  public long spanId() {
    return spanId;
  }

  /** Nanoseconds since the Unix epoch. */
  public long endNanos() {
    return endNanos;
  }

  public long durationNanos() {
    return durationNanos;
  }
}
