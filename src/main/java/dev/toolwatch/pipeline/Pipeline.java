package dev.toolwatch.pipeline;

import dev.toolwatch.coverage.CoverageShard;
import dev.toolwatch.errors.FailureShard;
import dev.toolwatch.errors.RequestErrors;
import dev.toolwatch.mcp.CallJoin;
import dev.toolwatch.mcp.JoinSpan;
import dev.toolwatch.mcp.KnownTools;
import dev.toolwatch.mcp.PointDisposition;
import dev.toolwatch.mcp.PointRecogniser;
import dev.toolwatch.mcp.RawErrors;
import dev.toolwatch.mcp.Recogniser;
import dev.toolwatch.mcp.ReportedMetrics;
import dev.toolwatch.mcp.SpanBatch;
import dev.toolwatch.otlp.SignalConsumer;
import dev.toolwatch.red.CountedOperation;
import dev.toolwatch.red.Shard;
import dev.toolwatch.relay.RelayIntake;
import dev.toolwatch.signal.Attributes;
import dev.toolwatch.signal.Disposition;
import dev.toolwatch.signal.Distribution;
import dev.toolwatch.signal.Envelope;
import dev.toolwatch.signal.HistogramPoint;
import dev.toolwatch.signal.LogRecordView;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Origin;
import dev.toolwatch.signal.Outcome;
import dev.toolwatch.signal.PackedRequest;
import dev.toolwatch.signal.RawError;
import dev.toolwatch.signal.Refused;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.signal.SpanCounts;
import dev.toolwatch.signal.SpanView;
import dev.toolwatch.traces.TraceShard;
import dev.toolwatch.usage.UsageShard;
import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.Slice;
import dev.toolwatch.wire.Text;
import java.util.BitSet;
import java.util.concurrent.Executor;

/**
 * The path of a span through all stages. The pipeline recognises the span, joins it with the others
 * of its call, names it and checks whether its service is counted by spans. It then counts it for
 * the metrics ({@code red}), for its user and session ({@code usage}), for its error if it failed,
 * and for what its instrumentation lacks ({@code coverage}). Its trace waits to be kept or dropped
 * ({@code traces}). What a span or a log record tells of an error goes to the thread that groups
 * errors ({@code errors}). Data points join the path where names are known; all of a request's points
 * go on to Prometheus ({@code relay}). Whole requests go on to other backends ({@code forward}). Start
 * here when you look for a stage.
 *
 * <p>Threading: one pipeline per event loop, used by that loop's thread only. Nothing on the path
 * locks or waits. Spans of a trace that another loop owns move there after recognition ({@link
 * TraceRoute}). Views are valid only during the call that shows them.
 *
 * <p>Conservation: the dispositions and the pending spans, over all loops, sum to the accepted
 * spans.
 */
final class Pipeline implements SignalConsumer {
  private final SharedStages shared;
  private final Recogniser recogniser;
  private final KnownTools tools;

  /** Those of the log that is read, if this pipeline is that of logs; null until one is open. */
  private PointRecogniser points;

  private CallJoin join;

  /** Whether the current record has been read before a crash: only the join sees it again. */
  private boolean replaying;

  private final TraceRoute route;
  private final Shard red;
  private final UsageShard usage;
  private final FailureShard failures;
  private final CoverageShard coverage;

  /** Null if spans do not wait to be decided on. */
  private final TraceShard traces;

  private final RawErrors rawErrors;
  private final RelayIntake relay;

  /** The errors of the current request. */
  private RequestErrors errors;

  private final SpanBatch batch = new SpanBatch();
  private final Operation pointOperation = new Operation();
  private final Distribution pointDurations = new Distribution();
  private final long[] dispositions = new long[Disposition.values().length];

  /** The current resource's own service name, whether or not the budget has a place for it. */
  private ServiceId service = ServiceId.NONE;

  /** Whose errors the current resource's are; null until there is one. */
  private RawError.Reporter reporter;

  /** What is around the current span, if spans are kept; null until the first one of a scope. */
  private Envelope envelope;

  private int scopeStart;
  private long nowMillis;

  /**
   * The pipeline of one event loop, or of a thread that reads logs.
   *
   * @param index the number of the loop, from 0
   * @param loop runs tasks on the loop's thread, in order of submission
   * @param traces null if spans do not wait to be decided on
   * @param join null if it comes with the first log
   * @param reported the services' own metrics, or null as above
   */
  Pipeline(
      SharedStages shared,
      TraceOwners owners,
      int index,
      Executor loop,
      Shard red,
      UsageShard usage,
      FailureShard failures,
      CoverageShard coverage,
      TraceShard traces,
      CallJoin join,
      ReportedMetrics reported) {
    this.shared = shared;
    this.red = red;
    this.usage = usage;
    this.failures = failures;
    this.coverage = coverage;
    this.traces = traces;
    recogniser = shared.recognition().recogniser();
    tools = shared.recognition().knownTools(red::isNamed);
    this.join = join;
    points = reported == null ? null : points(reported);
    relay = shared.relay().open();
    rawErrors = shared.recognition().rawErrors(red::isNamed);
    errors = shared.errors().openRequest();
    int maxHandedOver = shared.recognition().maxPendingSpans(owners.loops());
    long maxBytes = shared.recognition().maxPendingTextBytes(owners.loops());
    route = new TraceRoute(owners, index, loop, maxHandedOver, maxBytes, this::join);
  }

  /** What recognises data points, with what is known of their streams. */
  PointRecogniser points(ReportedMetrics reported) {
    return shared.recognition().pointRecogniser(reported, shared.services(), tools);
  }

  /** What follows is of another log. */
  void read(CallJoin itsJoin, PointRecogniser itsPoints, boolean again) {
    join = itsJoin;
    points = itsPoints;
    replaying = again;
  }

  @Override
  public void begin(long epochMillis) {
    nowMillis = epochMillis;
    discard();
  }

  @Override
  public void resource(Origin origin) {
    service = recogniser.service(origin.resource());
    envelope = null;
    reporter = null;
  }

  @Override
  public boolean keepsSpans() {
    return traces != null;
  }

  @Override
  public void packed(PackedRequest request) {
    if (traces.packs()) {
      batch.packed().share(request);
    }
  }

  @Override
  public void span(SpanView span) {
    recogniser.recognise(service, span, envelope(span), batch);
    JoinSpan recognised = batch.last();
    recognised.inRequest(!batch.packed().isEmpty() && !traces.isProbablyKept(recognised));
    if (RawErrors.isError(span, recognised)) {
      if (errors.hasRoom()) {
        errors.add(rawErrors.of(reporter(span.resource()), span, recognised));
      } else {
        errors.addUnread(service, rawErrors.call(recognised), RawErrors.times(recognised));
      }
    }
  }

  private RawError.Reporter reporter(Attributes resource) {
    if (reporter == null) {
      reporter = rawErrors.reporter(service, resource);
    }
    return reporter;
  }

  private Envelope envelope(SpanView span) {
    if (traces != null) {
      int start = span.origin().rawScope().from();
      if (envelope == null || scopeStart != start) {
        envelope = Envelope.of(span.origin());
        scopeStart = start;
      }
    }
    return envelope;
  }

  @Override
  public void commit() {
    route.accept(batch, nowMillis);
    batch.clear();
    if (!errors.isEmpty()) {
      if (!replaying) {
        shared.errors().take(errors);
      }
      errors = shared.errors().openRequest();
    }
  }

  @Override
  public boolean forwards(Signal signal) {
    return !replaying && shared.forwarding().takes(signal);
  }

  @Override
  public void forward(Signal signal, Slice request, long items, BitSet refused) {
    shared.forwarding().take(signal, request, items, refused);
  }

  @Override
  public void discard() {
    batch.clear();
    if (!errors.isEmpty()) {
      errors = shared.errors().openRequest();
    }
  }

  /** Joins spans of traces that this loop owns. */
  private void join(SpanBatch spans, long epochMillis) {
    received(epochMillis);
    if (traces != null && !replaying) {
      traces.add(spans, epochMillis);
    }
    join.accept(spans, epochMillis);
    settle();
  }

  /** Tells the stages the arrival time of what follows, so that spans need not ask the clock. */
  private void received(long epochMillis) {
    red.received(epochMillis);
    usage.received(epochMillis);
    failures.received(epochMillis);
    coverage.received(epochMillis);
  }

  private void settle() {
    while (join.next()) {
      dispositions[settle(join.span(), join.disposition()).ordinal()]++;
    }
  }

  private Disposition settle(JoinSpan span, Disposition disposition) {
    return switch (disposition) {
      case OPERATION -> operation(span);
      case DEPENDENCY -> {
        red.recordDependency(named(span.operation()));
        coverage.dependency(span.operation().service());
        yield disposition;
      }
      case AUTH -> {
        red.recordAuth(named(span.operation()));
        yield disposition;
      }
      case DUPLICATE, OTHER -> disposition;
    };
  }

  private Disposition operation(JoinSpan span) {
    Operation operation = span.operation();
    named(operation);
    tools.label(operation, span.unknownTarget());
    if (!shared.sources().countsSpan(operation.service(), operation.side(), operation.endNanos())) {
      witness(span);
      return Disposition.DUPLICATE;
    }
    CountedOperation counted = red.record(operation, isSampled(span));
    traced(span, counted);
    usage.record(operation, counted.series(), counted.times());
    failed(operation, counted);
    coverage.counted(span, counted.times());
    return Disposition.OPERATION;
  }

  /**
   * Keeps what only the span of an operation tells that its service's own metrics count: user,
   * session and client, an exemplar, the type of a failure.
   */
  private void witness(JoinSpan span) {
    Operation operation = span.operation();
    CountedOperation witnessed = red.witness(operation, isSampled(span));
    traced(span, witnessed);
    usage.witness(operation, witnessed.series(), witnessed.times());
    failed(operation, witnessed);
    coverage.witnessed(span, witnessed.times());
  }

  /** Whether its trace is kept if nothing is known of it but its id. */
  private boolean isSampled(JoinSpan span) {
    return traces == null || traces.samples(span);
  }

  private void traced(JoinSpan span, CountedOperation counted) {
    if (traces != null) {
      traces.operation(span, counted);
    }
  }

  /**
   * Sets the name under which the operation's service counts: its own, if the budget has a place.
   */
  private Operation named(Operation operation) {
    operation.service(shared.services().admit(operation.service()));
    return operation;
  }

  private void failed(Operation operation, CountedOperation counted) {
    if (counted.failures() > 0 && operation.outcome() == Outcome.SERVER_ERROR) {
      failures.record(counted.error(), operation.endNanos(), counted.failures());
    }
  }

  @Override
  public boolean wants(Text metric) {
    return PointRecogniser.wants(metric);
  }

  @Override
  public String point(HistogramPoint point) {
    if (replaying) {
      return ACCEPTED;
    }
    PointDisposition disposition =
        points.recognise(service, point, nowMillis, pointOperation, pointDurations);
    if (disposition == PointDisposition.COUNTED) {
      received(nowMillis);
      count(pointOperation, pointDurations);
    }
    if (disposition.isAccepted()) {
      return ACCEPTED;
    }
    return point.defect() == null ? disposition.reason() : point.defect();
  }

  private void count(Operation operation, Distribution durations) {
    CountedOperation counted = red.record(operation, durations);
    if (counted.times() > 0) {
      usage.record(operation, counted.series(), durations, counted.times());
      failed(operation, counted);
      coverage.metered(operation, counted.times());
    }
  }

  @Override
  public boolean relays() {
    return !replaying && shared.relay().isEnabled();
  }

  @Override
  public void checkRelayed(Slice request) throws MalformedException {
    relay.check(request);
  }

  @Override
  public Refused relay(Slice request) throws MalformedException {
    return relay.take(request);
  }

  @Override
  public void log(LogRecordView log) {
    if (RawErrors.isError(log)) {
      if (errors.hasRoom()) {
        errors.add(rawErrors.of(reporter(log.origin().resource()), log));
      } else {
        errors.addUnread(service, RawError.Call.NONE, 1);
      }
    }
  }

  @Override
  public void tick(long epochMillis) {
    expire(epochMillis);
    tickStages(epochMillis);
  }

  /** Decides the spans of the log that is read whose wait is over. */
  void expire(long epochMillis) {
    received(epochMillis);
    join.expire(epochMillis);
    settle();
  }

  void tickStages(long epochMillis) {
    if (traces != null) {
      traces.tick(epochMillis);
    }
    red.tick(epochMillis);
    usage.tick(epochMillis);
  }

  @Override
  public SpanCounts counts() {
    return counts(join).plus(decided());
  }

  /** Spans that were decided, of all joins. */
  SpanCounts decided() {
    return new SpanCounts(dispositions.clone(), route.pending(), 0, 0, 0, 0, 0);
  }

  /** The counts of a join: all but what it decided. */
  static SpanCounts counts(CallJoin join) {
    return new SpanCounts(
        new long[Disposition.values().length],
        join.pending(),
        join.expired(),
        join.overflowed(),
        join.late(),
        join.forgottenEarly(),
        join.repeated());
  }

  @Override
  public void close() {
    finish();
    closeStages();
  }

  /** Decides all spans that wait in the log that is read. */
  void finish() {
    join.finish();
    settle();
  }

  void closeStages() {
    if (traces != null) {
      traces.finish();
    }
  }
}
