package dev.toolwatch.otlp;

import dev.toolwatch.mcp.PointDisposition;
import dev.toolwatch.mcp.PointRecogniser;
import dev.toolwatch.mcp.Recogniser;
import dev.toolwatch.red.Shard;
import dev.toolwatch.signal.Distribution;
import dev.toolwatch.signal.HistogramPoint;
import dev.toolwatch.signal.Operation;
import dev.toolwatch.signal.Vocabulary;
import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.Text;

/**
 * The way of a metrics request: decode, recognise, record. One per event loop, used by its thread
 * alone.
 *
 * <p>A request is counted whole or not at all: it is decoded once to see that it is sound, and once
 * more to be counted, so that nothing of it has to be kept meanwhile.
 */
final class MetricIntake implements PointHandler {
  private static final String USED =
      " data points refused: Toolwatch uses mcp.server.operation.duration and"
          + " mcp.client.operation.duration only";

  private static final PointHandler SOUND = new Sound();

  private final Recogniser resources;
  private final PointRecogniser points;
  private final Shard shard;
  private final Vocabulary vocabulary;
  private ProtobufMetricDecoder protobuf;
  private JsonMetricDecoder json;
  private final Operation operation = new Operation();
  private final Distribution durations = new Distribution();

  /** Its own name, be there a place for it in the budget or not. */
  private String service = "";

  private long nowMillis;
  private long accepted;
  private long others;
  private long refused;
  private String firstReason = "";

  /**
   * @param resources tells services' names
   */
  MetricIntake(Recogniser resources, PointRecogniser points, Shard shard, Vocabulary vocabulary) {
    this.resources = resources;
    this.points = points;
    this.shard = shard;
    this.vocabulary = vocabulary;
    openReaders();
  }

  /** Lets go of what was read last, which readers point into. */
  void openReaders() {
    protobuf = new ProtobufMetricDecoder(vocabulary);
    json = new JsonMetricDecoder(vocabulary);
  }

  Answer accept(
      RequestHead head, byte[] body, int from, int to, long epochMillis, ReceiverCounts tally)
      throws MalformedException, TooLargeException {
    nowMillis = epochMillis;
    accepted = 0;
    others = 0;
    refused = 0;
    firstReason = "";
    decode(head.encoding(), body, from, to, SOUND);
    shard.received(epochMillis);
    decode(head.encoding(), body, from, to, this);
    tally.items(Signal.METRICS, head.transport(), accepted, others + refused);
    return Answer.accepted(others + refused, message());
  }

  private void decode(Encoding encoding, byte[] body, int from, int to, PointHandler handler)
      throws MalformedException, TooLargeException {
    switch (encoding) {
      case PROTOBUF -> protobuf.decode(body, from, to, handler);
      case JSON -> json.decode(body, from, to, handler);
    }
  }

  private String message() {
    StringBuilder message = new StringBuilder();
    if (others > 0) {
      message.append(others).append(USED);
    }
    if (refused > 0) {
      message
          .append(others > 0 ? "; " : "")
          .append(refused)
          .append(" data points of these refused; the first: ")
          .append(firstReason);
    }
    return message.toString();
  }

  @Override
  public void resource(HistogramPoint view) {
    service = resources.service(view.resource());
  }

  @Override
  public boolean wants(Text metric) {
    return PointRecogniser.wants(metric);
  }

  @Override
  public void histogram(HistogramPoint view) {
    PointDisposition disposition = points.recognise(service, view, nowMillis, operation, durations);
    if (disposition.isAccepted()) {
      accepted++;
    } else if (refused++ == 0) {
      String defect = view.defect();
      firstReason = defect == null ? disposition.reason() : defect;
    }
    if (disposition == PointDisposition.COUNTED) {
      shard.record(operation, durations);
    }
  }

  @Override
  public void other(long number) {
    others += number;
  }

  /** Looks at everything and does nothing. */
  private record Sound() implements PointHandler {
    @Override
    public void resource(HistogramPoint view) {}

    @Override
    public boolean wants(Text metric) {
      return PointRecogniser.wants(metric);
    }

    @Override
    public void histogram(HistogramPoint view) {}

    @Override
    public void other(long points) {}
  }
}
