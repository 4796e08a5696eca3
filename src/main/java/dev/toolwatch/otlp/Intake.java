package dev.toolwatch.otlp;

import dev.toolwatch.cardinality.ServiceBudget;
import dev.toolwatch.mcp.Disposition;
import dev.toolwatch.mcp.Recogniser;
import dev.toolwatch.red.Shard;
import dev.toolwatch.signal.SpanView;
import java.time.InstantSource;

/**
 * The whole way of a request: inflate, decode, recognise, record, answer. One per event loop, used
 * by its thread alone, with everything it needs to do so reused from request to request.
 *
 * <p>A request is counted whole or not at all: operations are recorded after its last byte has
 * proved sound. Single spans that cannot be used are refused by a partial success.
 */
final class Intake implements SpanHandler {
  private static final String NOT_USED =
      "Toolwatch does not use this signal: the items were counted and dropped";

  private final ServiceBudget services;
  private final Shard shard;
  private final InstantSource clock;
  private final int maxBytes;
  private final int maxSpans;

  private final Gunzip gunzip = new Gunzip();
  private final ScratchBuffer inflated = new ScratchBuffer();
  private final Recogniser recogniser = new Recogniser();
  private final ProtobufTraceDecoder protobufTraces =
      new ProtobufTraceDecoder(Recogniser.vocabulary());
  private final JsonTraceDecoder jsonTraces = new JsonTraceDecoder(Recogniser.vocabulary());
  private final ProtobufItemCounter protobufItems = new ProtobufItemCounter();
  private final JsonItemCounter jsonItems = new JsonItemCounter();
  private final OperationBatch batch = new OperationBatch();
  private final Tally tally = new Tally();

  private String service = "";
  private int spans;
  private int refusedSpans;
  private String firstDefect = "";

  /**
   * @param maxBytes of a request after inflation
   * @param maxSpans of a request
   */
  Intake(ServiceBudget services, Shard shard, InstantSource clock, int maxBytes, int maxSpans) {
    this.services = services;
    this.shard = shard;
    this.clock = clock;
    this.maxBytes = maxBytes;
    this.maxSpans = maxSpans;
  }

  Tally tally() {
    return tally;
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
      inflated.trim();
    }
  }

  private Answer decode(RequestHead head, byte[] body, int from, int to)
      throws MalformedException, TooLargeException {
    return switch (head.signal()) {
      case TRACES -> traces(head, body, from, to);
      case METRICS, LOGS -> unused(head, body, from, to);
    };
  }

  private Answer traces(RequestHead head, byte[] body, int from, int to)
      throws MalformedException, TooLargeException {
    spans = 0;
    refusedSpans = 0;
    firstDefect = "";
    switch (head.encoding()) {
      case PROTOBUF -> protobufTraces.decode(body, from, to, this);
      case JSON -> jsonTraces.decode(body, from, to, this);
    }
    record(head);
    return refusedSpans == 0
        ? Answer.accepted(0, "")
        : Answer.accepted(refusedSpans, refusedSpans + " spans refused; the first: " + firstDefect);
  }

  @Override
  public void resource(SpanView view) {
    service = services.admit(recogniser.service(view.resource()));
  }

  @Override
  public void span(SpanView view) throws TooLargeException {
    if (++spans > maxSpans) {
      throw new TooLargeException("the request holds more than " + maxSpans + " spans");
    }
    String defect = view.defect();
    if (defect != null) {
      refuse(defect);
      return;
    }
    if (recogniser.recognise(service, view, batch.next()) == Disposition.OPERATION) {
      batch.keep();
    }
  }

  private void refuse(String defect) {
    if (refusedSpans++ == 0) {
      firstDefect = "span " + spans + ": " + defect;
    }
  }

  private void record(RequestHead head) {
    shard.received(clock.millis());
    for (int i = 0; i < batch.size(); i++) {
      shard.record(batch.get(i));
    }
    int accepted = spans - refusedSpans;
    tally.items(Signal.TRACES, head.transport(), accepted, refusedSpans);
    tally.disposed(Disposition.OPERATION, batch.size());
    tally.disposed(Disposition.OTHER, accepted - batch.size());
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

  /** Gives native memory back; the intake is not used after that. */
  void close() {
    gunzip.close();
  }
}
