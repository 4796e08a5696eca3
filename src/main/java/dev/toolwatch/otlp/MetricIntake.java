package dev.toolwatch.otlp;

import dev.toolwatch.signal.HistogramPoint;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.signal.Vocabulary;
import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.Text;

/**
 * Shows the data points of a request to the consumer. Not thread-safe.
 *
 * <p>A request is counted either completely or not at all. It is therefore decoded twice: first to
 * validate it, then to count it. Nothing has to be stored in between.
 */
final class MetricIntake implements PointHandler {
  private static final String USED =
      " data points refused: Toolwatch uses mcp.server.operation.duration and"
          + " mcp.client.operation.duration only";

  private final SignalConsumer consumer;
  private final PointHandler soundness;
  private final ProtobufMetricDecoder protobuf;
  private final JsonMetricDecoder json;
  private long accepted;
  private long others;
  private long refused;
  private String firstReason = "";

  MetricIntake(SignalConsumer consumer, Vocabulary vocabulary) {
    this.consumer = consumer;
    soundness = new SoundnessCheck(consumer);
    protobuf = new ProtobufMetricDecoder(vocabulary);
    json = new JsonMetricDecoder(vocabulary);
  }

  Answer accept(
      RequestHead head, byte[] body, int from, int to, long epochMillis, ReceiverCounts counts)
      throws MalformedException, TooLargeException {
    accepted = 0;
    others = 0;
    refused = 0;
    firstReason = "";
    decode(head.encoding(), body, from, to, soundness);
    consumer.begin(epochMillis);
    decode(head.encoding(), body, from, to, this);
    consumer.commit();
    if (consumer.forwards(Signal.METRICS)) {
      // Nothing is lost: the points go on, whether or not Toolwatch can use them.
      accepted += others + refused;
      others = 0;
      counts.items(Signal.METRICS, head.transport(), accepted, 0);
      return Answer.accepted(0, message());
    }
    counts.items(Signal.METRICS, head.transport(), accepted, others + refused);
    return Answer.accepted(others + refused, message());
  }

  /** The data points of the last request that were accepted. */
  long accepted() {
    return accepted;
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
    consumer.resource(view.origin());
  }

  @Override
  public boolean wants(Text metric) {
    return consumer.wants(metric);
  }

  @Override
  public void histogram(HistogramPoint view) {
    String reason = consumer.point(view);
    if (reason.equals(SignalConsumer.ACCEPTED)) {
      accepted++;
    } else if (refused++ == 0) {
      firstReason = reason;
    }
  }

  @Override
  public void other(long number) {
    others += number;
  }

  /** Decodes everything that will be counted, without counting it. */
  private record SoundnessCheck(SignalConsumer consumer) implements PointHandler {
    @Override
    public void resource(HistogramPoint view) {}

    @Override
    public boolean wants(Text metric) {
      return consumer.wants(metric);
    }

    @Override
    public void histogram(HistogramPoint view) {}

    @Override
    public void other(long points) {}
  }
}
