package dev.toolwatch.otlp;

import dev.toolwatch.cardinality.ServiceBudget;
import dev.toolwatch.mcp.JoinCounts;
import dev.toolwatch.mcp.Joins;
import dev.toolwatch.mcp.Lane;
import dev.toolwatch.mcp.Recogniser;
import dev.toolwatch.mcp.Recognition;
import dev.toolwatch.mcp.ReportedMetrics;
import dev.toolwatch.mcp.SpanBatch;
import dev.toolwatch.red.Shard;
import dev.toolwatch.signal.SpanView;
import dev.toolwatch.signal.Vocabulary;
import dev.toolwatch.wire.MalformedException;
import java.time.InstantSource;
import java.util.concurrent.Executor;

/**
 * The whole way of a request: inflate, decode, recognise, join, record, answer. One per event loop,
 * used by its thread alone, with everything it needs to do so reused from request to request.
 *
 * <p>A request is counted whole or not at all: its spans go on after its last byte has proved sound.
 * Single spans that cannot be used are refused by a partial success.
 */
final class Intake implements SpanHandler {
  private static final String NOT_USED =
      "Toolwatch does not use this signal: the items were counted and dropped";

  private final InstantSource clock;
  private final int maxBytes;
  private final int maxSpans;

  private final Gunzip gunzip = new Gunzip();
  private final ScratchBuffer inflated = new ScratchBuffer();
  private final Vocabulary vocabulary;
  private ProtobufTraceDecoder protobufTraces;
  private JsonTraceDecoder jsonTraces;
  private ProtobufItemCounter protobufItems;
  private JsonItemCounter jsonItems;
  private final Recogniser recogniser;
  private final SpanBatch batch = new SpanBatch();
  private final Lane lane;
  private final Shard shard;
  private final MetricIntake metrics;
  private final ReceiverCounts tally = new ReceiverCounts();

  private String service = "";
  private int spans;
  private int refusedSpans;
  private String firstDefect = "";

  /**
   * @param index of the event loop among all, from 0
   * @param loop runs tasks on the event loop's thread
   */
  Intake(
      int index,
      Executor loop,
      Recognition recognition,
      Joins joins,
      ReportedMetrics reportedMetrics,
      ServiceBudget services,
      Shard shard,
      InstantSource clock,
      IntakeLimits limits) {
    this.clock = clock;
    maxBytes = limits.requestBytes();
    maxSpans = limits.requestSpans();
    vocabulary = recognition.vocabulary();
    recogniser = recognition.recogniser();
    metrics =
        new MetricIntake(
            recogniser, recognition.pointRecogniser(reportedMetrics, services), shard, vocabulary);
    this.shard = shard;
    openReaders();
    lane = joins.open(index, loop, new Recorder(shard, services, reportedMetrics.sources()));
  }

  private void openReaders() {
    protobufTraces = new ProtobufTraceDecoder(vocabulary);
    jsonTraces = new JsonTraceDecoder(vocabulary);
    protobufItems = new ProtobufItemCounter();
    jsonItems = new JsonItemCounter();
    metrics.openReaders();
  }

  ReceiverCounts tally() {
    return tally;
  }

  JoinCounts joinCounts() {
    return lane.counts();
  }

  /** Takes a request in. Never throws for what a sender sends. */
  Answer accept(RequestHead head, byte[] body, int from, int to) {
    try {
      if (!head.gzip()) {
        return decode(head, body, from, to);
      }
      int size = gunzip.inflate(body, from, to, inflated, maxBytes);
      return decode(head, inflated.bytes(), 0, size);
    } catch (MalformedException e) {
      return Answer.refused(Answer.Code.MALFORMED, e.getMessage());
    } catch (TooLargeException e) {
      return Answer.refused(Answer.Code.TOO_LARGE, e.getMessage());
    } finally {
      batch.clear();
      if (Math.max(body.length, inflated.bytes().length) > ScratchBuffer.KEPT) {
        // Readers point into what they read last: of an unusually large request nothing is kept.
        openReaders();
      }
      inflated.trim();
    }
  }

  private Answer decode(RequestHead head, byte[] body, int from, int to)
      throws MalformedException, TooLargeException {
    return switch (head.signal()) {
      case TRACES -> traces(head, body, from, to);
      case METRICS -> metrics.accept(head, body, from, to, clock.millis(), tally);
      case LOGS -> unused(head, body, from, to);
    };
  }

  private Answer traces(RequestHead head, byte[] body, int from, int to)
      throws MalformedException, TooLargeException {
    switch (head.encoding()) {
      case PROTOBUF -> protobufTraces.decode(body, from, to, this);
      case JSON -> jsonTraces.decode(body, from, to, this);
    }
    lane.accept(batch, clock.millis());
    tally.items(Signal.TRACES, head.transport(), spans - refusedSpans, refusedSpans);
    return refusedSpans == 0
        ? Answer.accepted(0, "")
        : Answer.accepted(refusedSpans, refusedSpans + " spans refused; the first: " + firstDefect);
  }

  @Override
  public void begin() {
    batch.clear();
    spans = 0;
    refusedSpans = 0;
    firstDefect = "";
  }

  @Override
  public void resource(SpanView view) {
    service = recogniser.service(view.resource());
  }

  @Override
  public void span(SpanView view) throws TooLargeException {
    if (++spans > maxSpans) {
      throw new TooLargeException("the request holds more than " + maxSpans + " spans");
    }
    String defect = view.defect();
    if (defect == null) {
      recogniser.recognise(service, view, batch);
    } else if (refusedSpans++ == 0) {
      firstDefect = "span " + spans + ": " + defect;
    }
  }

  private Answer unused(RequestHead head, byte[] body, int from, int to) throws MalformedException {
    long items =
        switch (head.encoding()) {
          case PROTOBUF -> protobufItems.count(head.signal(), body, from, to);
          case JSON -> jsonItems.count(head.signal(), body, from, to);
        };
    tally.items(head.signal(), head.transport(), 0, items);
    return items == 0 ? Answer.accepted(0, "") : Answer.accepted(items, NOT_USED);
  }

  /** To be called now and then: what has waited long enough is decided, what nobody uses goes. */
  void tick() {
    long nowMillis = clock.millis();
    lane.expire(nowMillis);
    shard.tick(nowMillis);
  }

  /** Decides on what waits and gives native memory back; the intake is not used after that. */
  void close() {
    lane.finish();
    gunzip.close();
  }
}
