package dev.toolwatch.signal;

/**
 * An MCP request, or a call of an MCP server's dependency, in the same form whatever SDK sent the
 * span. Reused: a stage that keeps one copies it with {@link #set}. Strings are safe as label
 * values (see {@code mcp}). Not thread-safe.
 */
public final class Operation {
  /** A string and its array, without the characters: 64-bit JVM, compressed pointers. */
  private static final int TEXT_BYTES = 48;

  /** The first version of the protocol without sessions. Versions are dates. */
  private static final String STATELESS = "2026-07-28";

  private ServiceId service = ServiceId.NONE;
  private Side side = Side.SERVER;
  private String method = "";
  private String tool = "";
  private String prompt = "";
  private long session;
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
  private boolean probe;

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
    probe = other.probe;
  }

  /** Forgets all texts, so that an operation that is kept for reuse keeps none of them. */
  public void clearTexts() {
    service = ServiceId.NONE;
    method = "";
    tool = "";
    prompt = "";
    clientName = "";
    clientVersion = "";
    protocolVersion = "";
    transport = "";
    dependency = "";
    dependencyKind = "";
    errorType = "";
  }

  /**
   * The most bytes that the texts which senders choose can take, if nothing else holds them.
   */
  public int textBytes() {
    return bytes(service.name())
        + bytes(tool)
        + bytes(prompt)
        + bytes(clientName)
        + bytes(clientVersion)
        + bytes(protocolVersion)
        + bytes(transport)
        + bytes(dependency)
        + bytes(errorType);
  }

  private static int bytes(String text) {
    return text.isEmpty() ? 0 : TEXT_BYTES + 2 * text.length();
  }

  /** Takes the ids and times from the span and clears the rest, which recognition then sets. */
  public void begin(ServiceId serviceName, SpanView span) {
    clearTexts();
    service = serviceName;
    side = Side.SERVER;
    session = 0;
    user = 0;
    outcome = Outcome.OK;
    traceIdHigh = span.traceIdHigh();
    traceIdLow = span.traceIdLow();
    spanId = span.spanId();
    endNanos = span.endNanos();
    durationNanos = span.durationNanos();
    weight = 1;
    probe = false;
  }

  /** Clears everything except service and end, for operations that do not come from a span. */
  public void begin(ServiceId serviceName, long end) {
    set(new Operation());
    service = serviceName;
    endNanos = end;
  }

  /** The service, as it is labelled. */
  public ServiceId service() {
    return service;
  }

  public void service(ServiceId value) {
    service = value;
  }

  /** Which side of the request the operation was recorded on. */
  public Side side() {
    return side;
  }

  public void side(Side value) {
    side = value;
  }

  /** A method from the protocol's closed list, or {@code __unknown__}. */
  public String method() {
    return method;
  }

  public void method(String value) {
    method = value;
  }

  /** The tool called. Empty if the operation is not a tool call. */
  public String tool() {
    return tool;
  }

  public void tool(String value) {
    tool = value;
  }

  /** The prompt requested. Empty if the operation does not request one. */
  public String prompt() {
    return prompt;
  }

  public void prompt(String value) {
    prompt = value;
  }

  /** The session id's pseudonym, a keyed hash. 0 if there is no id. */
  public long session() {
    return session;
  }

  public void session(long pseudonym) {
    session = pseudonym;
  }

  /** The user's pseudonym, a keyed hash. 0 if the user is unknown. */
  public long user() {
    return user;
  }

  public void user(long value) {
    user = value;
  }

  /** The name of the client program, or empty. */
  public String clientName() {
    return clientName;
  }

  public void clientName(String value) {
    clientName = value;
  }

  /** The version of the client program, or empty. */
  public String clientVersion() {
    return clientVersion;
  }

  public void clientVersion(String value) {
    clientVersion = value;
  }

  /** The MCP protocol version used, or empty. */
  public String protocolVersion() {
    return protocolVersion;
  }

  public void protocolVersion(String value) {
    protocolVersion = value;
  }

  /** Whether the protocol version used has no sessions. */
  public boolean isStateless() {
    return protocolVersion.length() == STATELESS.length()
        && Character.isDigit(protocolVersion.charAt(0))
        && protocolVersion.compareTo(STATELESS) >= 0;
  }

  /** {@code pipe}, {@code http}, {@code websocket} or the value sent. Empty if unknown. */
  public String transport() {
    return transport;
  }

  public void transport(String value) {
    transport = value;
  }

  /** The dependency called, if this is a call of a dependency and not an MCP operation. */
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

  /** Empty if the outcome is OK. */
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

  /**
   * The number of operations that this one stands for, at least 1. More than 1 if its trace was
   * sampled.
   */
  public double weight() {
    return weight;
  }

  public void weight(double value) {
    weight = value;
  }

  /** Whether it is a request of a probe, and not of a user. */
  public boolean isProbe() {
    return probe;
  }

  public void probe(boolean value) {
    probe = value;
  }
}
