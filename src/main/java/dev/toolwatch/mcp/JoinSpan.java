package dev.toolwatch.mcp;

import dev.toolwatch.signal.ConsistentSampling;
import dev.toolwatch.signal.Envelope;
import dev.toolwatch.signal.IdHash;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.signal.SpanView;
import dev.toolwatch.wire.Slice;
import dev.toolwatch.wire.Text;

/** A span's role, its position in its trace, and its operation. Reused; not thread-safe. */
public final class JoinSpan {
  /** Bits of a span's flags that are both set if its parent is remote (trace.proto, SpanFlags). */
  private static final int PARENT_IS_REMOTE = 0x300;

  private final Operation operation = new Operation();
  private SpanRole role = SpanRole.NONE;
  private long parentSpanId;
  private long key;
  private long parentKey;
  private boolean outermostInProcess;
  private boolean unknownTarget;
  private int method;
  private boolean repeated;
  private boolean agent;
  private boolean model;
  private boolean mayBeLocal;
  private boolean chosenByModel;
  private boolean continued;
  private boolean parent;
  private boolean versioned;
  private KnownEmitter emitter = KnownEmitter.OTHER;
  private long arrivedMillis;
  private long position;
  private int kind;
  private boolean failed;
  private long threshold;
  private long randomness;
  private final Slice raw = new Slice();
  private final Text name = new Text();
  private boolean inRequest;
  private int trace;

  /** Null if no stage wants the spans themselves. */
  private Envelope envelope;

  void begin(ServiceId service, SpanView view) {
    operation.begin(service, view);
    role = SpanRole.NONE;
    parentSpanId = view.parentSpanId();
    outermostInProcess = parentSpanId == 0 || (view.flags() & PARENT_IS_REMOTE) == PARENT_IS_REMOTE;
    unknownTarget = false;
    method = Methods.NONE;
    repeated = false;
    agent = false;
    model = false;
    mayBeLocal = false;
    chosenByModel = false;
    continued = false;
    parent = false;
    versioned = false;
    emitter = KnownEmitter.OTHER;
    arrivedMillis = 0;
    position = 0;
    kind = view.kind();
    failed = view.statusCode() == SpanView.STATUS_ERROR;
    threshold = ConsistentSampling.threshold(view.traceState());
  }

  /**
   * Keeps the span as it was received: its bytes, which must stay until the batch is cleared or the
   * span has moved to another one.
   */
  void keep(SpanView view, Envelope around) {
    randomness = ConsistentSampling.randomness(view.traceState(), operation.traceIdLow());
    raw.set(view.raw().body(), view.raw().from(), view.raw().to());
    name.set(view.name());
    envelope = around;
    inRequest = false;
  }

  /** Copies the bytes of the span that may not outlive the request. */
  void copyRaw(RawSpans into) {
    if (envelope == null) {
      return;
    }
    if (inRequest) {
      into.copy(name);
      raw.setPosition(raw.from(), raw.to());
      return;
    }
    int nameAt = name.offset() - raw.from();
    into.copy(raw);
    if (!name.isEmpty()) {
      name.set(raw.body(), raw.from() + nameAt, name.length());
    }
  }

  /**
   * Whether the bytes of the span can be had later from its request, at the positions of {@link
   * #raw}, so that they need not be copied.
   */
  public boolean isInRequest() {
    return inRequest;
  }

  public void inRequest(boolean value) {
    inRequest = value;
  }

  /** The number of its trace where it waits to be decided on, if that still is its number. */
  public int trace() {
    return trace;
  }

  public void trace(int number) {
    trace = number;
  }

  void set(JoinSpan other) {
    operation.set(other.operation);
    role = other.role;
    parentSpanId = other.parentSpanId;
    key = other.key;
    parentKey = other.parentKey;
    outermostInProcess = other.outermostInProcess;
    unknownTarget = other.unknownTarget;
    method = other.method;
    repeated = other.repeated;
    agent = other.agent;
    model = other.model;
    mayBeLocal = other.mayBeLocal;
    chosenByModel = other.chosenByModel;
    continued = other.continued;
    parent = other.parent;
    versioned = other.versioned;
    emitter = other.emitter;
    arrivedMillis = other.arrivedMillis;
    position = other.position;
    threshold = other.threshold;
    randomness = other.randomness;
    trace = other.trace;
  }

  /** Forgets all texts. Called before the entry is kept for reuse. */
  void clearTexts() {
    operation.clearTexts();
    raw.clear();
    name.clear();
    inRequest = false;
    envelope = null;
  }

  /**
   * The span as it was received, in protobuf. Empty unless {@link #envelope} is there. If it {@link
   * #isInRequest} and was handed over, only its positions are there.
   */
  public Slice raw() {
    return raw;
  }

  /** The bytes that it takes itself: its name if the rest is in its request. */
  int rawBytes() {
    return inRequest ? name.length() : raw.length();
  }

  /** What was around it, or null if no stage wants the spans themselves. */
  public Envelope envelope() {
    return envelope;
  }

  /** Its name as it was received. Empty unless {@link #envelope} is there. */
  public Text name() {
    return name;
  }

  /** The number of its kind on the wire. */
  public int kind() {
    return kind;
  }

  /** Whether its status says that it failed. */
  public boolean failed() {
    return failed;
  }

  /**
   * The threshold by which it was sampled, as its tracestate says, or {@link
   * ConsistentSampling#UNSAID}.
   */
  public long threshold() {
    return threshold;
  }

  /** The randomness of its trace. */
  public long randomness() {
    return randomness;
  }

  /** Whether it is a call that a server handled: its SERVER span, or the one of the tool. */
  public boolean isServedCall() {
    return (role == SpanRole.SERVER || role == SpanRole.TOOL) && !operation.tool().isEmpty();
  }

  /** Whether it is a request as its server tells of it, and not only the span of a tool. */
  public boolean isRequest() {
    return role == SpanRole.SERVER;
  }

  /**
   * Whether its trace goes on above its service, as far as is known when it is decided: its outermost
   * known ancestor has a parent. False unless it counts as an operation.
   */
  public boolean isContinued() {
    return continued;
  }

  /**
   * Whether spans of its service had arrived below it when it was decided. False unless it counts as
   * an operation.
   */
  public boolean isParent() {
    return parent;
  }

  void surroundings(boolean hasMoreAbove, boolean hasSpansBelow) {
    continued = hasMoreAbove;
    parent = hasSpansBelow;
  }

  /** Whether its resource says which version of the service sent it. Only of operations. */
  public boolean isVersioned() {
    return versioned;
  }

  /** What made it. Only of operations. */
  public KnownEmitter emitter() {
    return emitter;
  }

  void sentBy(KnownEmitter madeBy, boolean hasVersion) {
    emitter = madeBy;
    versioned = hasVersion;
  }

  /** Whether recognition knows what it does, so that the outcome is that of its operation. */
  public boolean isRecognised() {
    return role != SpanRole.NONE && role != SpanRole.PART;
  }

  public Operation operation() {
    return operation;
  }

  SpanRole role() {
    return role;
  }

  void role(SpanRole value) {
    role = value;
  }

  /** Computes the keys below. Called once the span is with the join that owns its trace. */
  void findKeys(IdHash hash) {
    long high = operation.traceIdHigh();
    long low = operation.traceIdLow();
    key = hash.span(high, low, operation.spanId());
    parentKey = outermostInProcess ? 0 : hash.span(high, low, parentSpanId);
  }

  /** The key of the span in the {@link SpanTable}. */
  long key() {
    return key;
  }

  /** The key of its parent; 0 if {@link #outermostInProcess}. */
  long parentKey() {
    return parentKey;
  }

  /** The id of its parent; 0 if it is a root. */
  public long parentSpanId() {
    return parentSpanId;
  }

  /** Whether the span has no parent in its process: it is a root, or its parent is remote. */
  public boolean outermostInProcess() {
    return outermostInProcess;
  }

  /** Whether the span says that the call failed because its tool does not exist. */
  public boolean unknownTarget() {
    return unknownTarget;
  }

  void unknownTarget(boolean value) {
    unknownTarget = value;
  }

  /** The id of its method, as {@link Methods#id} gives it. */
  int method() {
    return method;
  }

  void method(int id) {
    method = id;
  }

  /** Whether the same span has arrived before. */
  boolean repeated() {
    return repeated;
  }

  void repeated(boolean value) {
    repeated = value;
  }

  /** Whether it is the work of an agent. */
  boolean agent() {
    return agent;
  }

  void agent(boolean value) {
    agent = value;
  }

  /** Whether it is a call of a language model. */
  boolean model() {
    return model;
  }

  void model(boolean value) {
    model = value;
  }

  /**
   * Whether it is a TOOL span that says nothing of MCP: an agent calling a tool looks the same as a
   * server running one.
   */
  boolean mayBeLocal() {
    return mayBeLocal;
  }

  /**
   * @param byModel whether it has the id that a language model gave to the call
   */
  void mayBeLocal(boolean value, boolean byModel) {
    mayBeLocal = value;
    chosenByModel = byModel;
  }

  /** Whether it {@link #mayBeLocal} and has the id that a language model gave to the call. */
  boolean chosenByModel() {
    return chosenByModel;
  }

  /** Nanoseconds since the Unix epoch, unsigned. */
  public long startNanos() {
    return operation.endNanos() - operation.durationNanos();
  }

  long arrivedMillis() {
    return arrivedMillis;
  }

  void arrivedMillis(long epochMillis) {
    arrivedMillis = epochMillis;
  }

  /** The position of its record in the log that it was read from; 0 if there is none. */
  long position() {
    return position;
  }

  void position(long inLog) {
    position = inLog;
  }
}
