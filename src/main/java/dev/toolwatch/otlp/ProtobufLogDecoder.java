package dev.toolwatch.otlp;

import dev.toolwatch.signal.LogRecordView;
import dev.toolwatch.signal.Vocabulary;
import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.ProtobufReader;

/**
 * Walks an ExportLogsServiceRequest in protobuf (opentelemetry-proto 1.11, logs.proto) and shows
 * each log record through one reused view. Fields may come in any order and more than once. Not
 * thread-safe.
 */
final class ProtobufLogDecoder implements ItemReader<LogHandler> {
  private final ProtobufReader in = new ProtobufReader();
  private final LogRecordView view;
  private final ProtobufEnvelope<LogHandler> envelope;

  ProtobufLogDecoder(Vocabulary vocabulary) {
    view = new LogRecordView(vocabulary);
    envelope = new ProtobufEnvelope<>(in, new ProtobufAttributes(in), view.origin(), this);
  }

  /**
   * Shows every log record of a request to the handler.
   *
   * @throws MalformedException if the bytes are not such a request; records before the error have
   *     already been shown
   */
  void decode(byte[] body, int from, int to, LogHandler handler)
      throws MalformedException, TooLargeException {
    in.reset(body, from, to);
    handler.begin();
    envelope.walk(handler);
  }

  @Override
  public void resource(LogHandler handler) {
    handler.resource(view);
  }

  @Override
  public void item(LogHandler handler) throws MalformedException {
    view.raw().set(in.bytes(), in.position(), in.limit());
    while (in.hasMore()) {
      in.skip(in.tag());
    }
    handler.record(view);
  }
}
