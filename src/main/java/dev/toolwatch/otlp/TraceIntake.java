package dev.toolwatch.otlp;

import dev.toolwatch.signal.PackedRequest;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.signal.SpanView;
import dev.toolwatch.signal.Vocabulary;
import dev.toolwatch.wire.MalformedException;
import java.util.BitSet;

/** Shows the valid spans of a request to the consumer and refuses the others. Not thread-safe. */
final class TraceIntake implements SpanHandler {
  private final SignalConsumer consumer;
  private final RequestGate gate;
  private final PackedRequest packed;
  private final int maxSpans;
  private final ProtobufTraceDecoder protobuf;
  private final JsonTraceDecoder json;
  private long nowMillis;
  private int spans;
  private int refused;
  private String firstDefect = "";

  /** The positions of the refused spans in the request, from 0. */
  private final BitSet refusedSpans = new BitSet();

  /**
   * An intake of traces.
   *
   * @param maxSpans the maximum number of spans in a request; a request with more is refused
   * @param gate lets requests pass before they count
   * @param packed the current request, if spans can be had from it later; else empty
   */
  TraceIntake(
      SignalConsumer consumer,
      Vocabulary vocabulary,
      int maxSpans,
      RequestGate gate,
      PackedRequest packed) {
    this.consumer = consumer;
    this.gate = gate;
    this.packed = packed;
    this.maxSpans = maxSpans;
    protobuf = new ProtobufTraceDecoder(vocabulary);
    json = new JsonTraceDecoder(vocabulary);
  }

  Answer accept(
      RequestHead head, byte[] body, int from, int to, long epochMillis, ReceiverCounts counts)
      throws MalformedException, TooLargeException, NotKeptException {
    nowMillis = epochMillis;
    switch (head.encoding()) {
      case PROTOBUF -> protobuf.decode(body, from, to, this);
      case JSON -> json.decode(body, from, to, this);
    }
    if (spans > refused) {
      gate.pass(spans - refused);
    }
    consumer.commit();
    counts.items(Signal.TRACES, head.transport(), spans - refused, refused);
    return refused == 0
        ? Answer.accepted(0, "")
        : Answer.accepted(refused, refused + " spans refused; the first: " + firstDefect);
  }

  @Override
  public void begin() {
    consumer.begin(nowMillis);
    if (!packed.isEmpty()) {
      consumer.packed(packed);
    }
    spans = 0;
    refused = 0;
    firstDefect = "";
    refusedSpans.clear();
  }

  @Override
  public void resource(SpanView view) {
    consumer.resource(view.origin());
  }

  @Override
  public void span(SpanView view) throws TooLargeException {
    if (++spans > maxSpans) {
      throw new TooLargeException("the request holds more than " + maxSpans + " spans");
    }
    String defect = view.defect();
    if (defect == null) {
      consumer.span(view);
    } else {
      refusedSpans.set(spans - 1);
      if (refused++ == 0) {
        firstDefect = "span " + spans + ": " + defect;
      }
    }
  }

  /** The spans of the last request that were accepted. */
  int accepted() {
    return spans - refused;
  }

  /** The positions in the last request of those that were not. Valid until the next one. */
  BitSet refused() {
    return refusedSpans;
  }
}
