package dev.toolwatch.otlp;

import dev.toolwatch.signal.LogRecordView;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.signal.Vocabulary;
import dev.toolwatch.wire.MalformedException;

/** Shows the log records of a request to the consumer. Not thread-safe. */
final class LogIntake implements LogHandler {
  private final SignalConsumer consumer;
  private final RequestGate gate;
  private final ProtobufLogDecoder protobuf;
  private final JsonLogDecoder json;
  private long nowMillis;
  private long accepted;

  LogIntake(SignalConsumer consumer, Vocabulary vocabulary, RequestGate gate) {
    this.consumer = consumer;
    this.gate = gate;
    protobuf = new ProtobufLogDecoder(vocabulary);
    json = new JsonLogDecoder(vocabulary);
  }

  Answer accept(
      RequestHead head, byte[] body, int from, int to, long epochMillis, ReceiverCounts counts)
      throws MalformedException, TooLargeException, NotKeptException {
    nowMillis = epochMillis;
    switch (head.encoding()) {
      case PROTOBUF -> protobuf.decode(body, from, to, this);
      case JSON -> json.decode(body, from, to, this);
    }
    if (accepted > 0) {
      gate.pass((int) accepted);
    }
    consumer.commit();
    counts.items(Signal.LOGS, head.transport(), accepted, 0);
    return Answer.accepted(0, "");
  }

  /** The log records of the last request that were accepted. */
  long accepted() {
    return accepted;
  }

  @Override
  public void begin() {
    consumer.begin(nowMillis);
    accepted = 0;
  }

  @Override
  public void resource(LogRecordView view) {
    consumer.resource(view.origin());
  }

  @Override
  public void record(LogRecordView view) {
    consumer.log(view);
    accepted++;
  }
}
