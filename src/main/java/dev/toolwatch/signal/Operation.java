package dev.toolwatch.signal;

/**
 * What one span says of MCP in one form, whatever SDK sent it: an MCP request, or a call of something
 * an MCP server depends on. Reused: a stage that keeps one copies it with {@link #set}. Strings are
 * made safe as labels (see {@code mcp}). Not thread-safe.
 */
public final class Operation {
  private String service = "";
  private Side side = Side.SERVER;
  private String method = "";
  private String tool = "";
  private String prompt = "";
  private String session = "";
  private long user;
  private String clientName = "";
  private String clientVersion = "";
  private String protocolVersion = "";
  private String transport = "";
  private String dependency = "";
  private String dependencyKind = "";
  private Outcome outcome = Outcome.OK;
  private String errorType = "";
  private long traceIdHigh;
  private long traceIdLow;
  private long spanId;
  private long endNanos;
  private long durationNanos;
  private double weight = 1;

  public void set(Operation other) {
    service = other.service;
    side = other.side;
    method = other.method;
    tool = other.tool;
    prompt = other.prompt;
    session = other.session;
    user = other.user;
    clientName = other.clientName;
    clientVersion = other.clientVersion;
    protocolVersion = other.protocolVersion;
    transport = other.transport;
    dependency = other.dependency;
    dependencyKind = other.dependencyKind;
    outcome = other.outcome;
    errorType = other.errorType;
    traceIdHigh = other.traceIdHigh;
    traceIdLow = other.traceIdLow;
    spanId = other.spanId;
    endNanos = other.endNanos;
    durationNanos = other.durationNanos;
    weight = other.weight;
  }

  /** Takes identity and times from the span and clears the rest, for who recognises it to set. */
  public void begin(String serviceName, SpanView span) {
    service = serviceName;
    side = Side.SERVER;
    method = "";
    tool = "";
    prompt = "";
    session = "";
    user = 0;
    clientName = "";
    clientVersion = "";
    protocolVersion = "";
    transport = "";
    dependency = "";
    dependencyKind = "";
    outcome = Outcome.OK;
    errorType = "";
    traceIdHigh = span.traceIdHigh();
    traceIdLow = span.traceIdLow();
    spanId = span.spanId();
    endNanos = span.endNanos();
    durationNanos = span.durationNanos();
    weight = 1;
  }

  /** Clears all but service and end, for operations that no span tells of. */
  public void begin(String serviceName, long end) {
    set(new Operation());
    service = serviceName;
    endNanos = end;
  }

  /** The service, as it is labelled. */
  public String service() {
    return service;
  }

  public void service(String value) {
    service = value;
  }

  /** Which end of the request it speaks for. */
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

  /** The prompt asked for; empty where the operation asks for none. */
  public String prompt() {
    return prompt;
  }

  public void prompt(String value) {
    prompt = value;
  }

  /** The session's id as sent, or empty. Never a label. */
  public String session() {
    return session;
  }

  public void session(String value) {
    session = value;
  }

  /** The user's pseudonym, a keyed hash; 0 where none is known. */
  public long user() {
    return user;
  }

  public void user(long value) {
    user = value;
  }

  /** The name of the client's program, or empty. */
  public String clientName() {
    return clientName;
  }

  public void clientName(String value) {
    clientName = value;
  }

  /** The version of the client's program, or empty. */
  public String clientVersion() {
    return clientVersion;
  }

  public void clientVersion(String value) {
    clientVersion = value;
  }

  /** The revision of MCP spoken, or empty. */
  public String protocolVersion() {
    return protocolVersion;
  }

  public void protocolVersion(String value) {
    protocolVersion = value;
  }

  /** {@code pipe}, {@code http}, {@code websocket} or what was sent; empty where unknown. */
  public String transport() {
    return transport;
  }

  public void transport(String value) {
    transport = value;
  }

  /** What was called, where this is no MCP operation but a call of a dependency. */
  public String dependency() {
    return dependency;
  }

  public void dependency(String value) {
    dependency = value;
  }

  /** The kind of dependency, or empty. */
  public String dependencyKind() {
    return dependencyKind;
  }

  public void dependencyKind(String value) {
    dependencyKind = value;
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

  /** Nanoseconds since the Unix epoch, unsigned. */
  public long endNanos() {
    return endNanos;
  }

  public long durationNanos() {
    return durationNanos;
  }

  /** How many operations it stands for: 1, or more where its trace was sampled. At least 1. */
  public double weight() {
    return weight;
  }

  public void weight(double value) {
    weight = value;
  }
}
