package dev.toolwatch.otlp;

import dev.toolwatch.signal.HistogramPoint;
import dev.toolwatch.signal.Refused;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.signal.Vocabulary;
import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.Slice;
import dev.toolwatch.wire.Text;
import java.util.StringJoiner;

/**
 * Shows the data points of a request to the consumer. Not thread-safe.
 *
 * <p>A request is counted either completely or not at all. It is therefore decoded twice: first to
 * validate it, then to count it. Nothing has to be stored in between. Relayed requests are in protobuf.
 */
final class MetricIntake implements PointHandler {
  private static final String USED =
      " data points refused: Toolwatch uses mcp.server.operation.duration and"
          + " mcp.client.operation.duration only (toolwatch.relay.enabled=false)";

  private static final Refused NONE = new Refused(0, "");

  private final SignalConsumer consumer;
  private final RequestGate gate;
  private final PointHandler soundness;
  private final ProtobufMetricDecoder protobuf;
  private final JsonMetricDecoder json;
  private long accepted;
  private long others;
  private long refused;
  private String firstReason = "";
  private Refused notRelayed = NONE;
  private final Slice request = new Slice();

  MetricIntake(SignalConsumer consumer, Vocabulary vocabulary, RequestGate gate) {
    this.consumer = consumer;
    this.gate = gate;
    soundness = new SoundnessCheck(consumer);
    protobuf = new ProtobufMetricDecoder(vocabulary);
    json = new JsonMetricDecoder(vocabulary);
  }

  Answer accept(
      RequestHead head, byte[] body, int from, int to, long epochMillis, ReceiverCounts counts)
      throws MalformedException, TooLargeException, NotKeptException {
    accepted = 0;
    others = 0;
    refused = 0;
    firstReason = "";
    notRelayed = NONE;
    decode(head.encoding(), body, from, to, soundness);
    boolean relays = consumer.relays();
    request.set(body, from, to);
    if (relays) {
      consumer.checkRelayed(request);
    }
    gate.pass(0);
    consumer.begin(epochMillis);
    decode(head.encoding(), body, from, to, this);
    if (relays) {
      notRelayed = consumer.relay(request);
      accepted += others - notRelayed.items();
      others = 0;
    }
    consumer.commit();
    request.clear();
    return answer(head, counts);
  }

  private Answer answer(RequestHead head, ReceiverCounts counts) {
    long rejected = others + refused + notRelayed.items();
    if (consumer.forwards(Signal.METRICS)) {
      // Nothing is lost: the points go on, whether or not Toolwatch can use them.
      accepted += rejected;
      others = 0;
      rejected = 0;
    }
    counts.items(Signal.METRICS, head.transport(), accepted, rejected);
    return Answer.accepted(rejected, message());
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
    StringJoiner message = new StringJoiner("; ");
    if (others > 0) {
      message.add(others + USED);
    }
    if (refused > 0) {
      message.add(refused + " data points of these refused; the first: " + firstReason);
    }
    if (notRelayed.items() > 0) {
      message.add(
          notRelayed.items() + " data points not relayed; the first: " + notRelayed.reason());
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
