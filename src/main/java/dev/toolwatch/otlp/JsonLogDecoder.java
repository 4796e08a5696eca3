package dev.toolwatch.otlp;

import dev.toolwatch.signal.LogRecordView;
import dev.toolwatch.signal.Vocabulary;
import dev.toolwatch.wire.MalformedException;

/**
 * Walks an ExportLogsServiceRequest in OTLP/JSON (OTLP 1.11, "JSON Protobuf Encoding") and shows
 * each log record through one reused view. Not thread-safe.
 */
final class JsonLogDecoder implements ItemReader<LogHandler> {
  private final JsonReader in = new JsonReader();
  private final LogRecordView view;
  private final JsonEnvelope<LogHandler> envelope;

  JsonLogDecoder(Vocabulary vocabulary) {
    view = new LogRecordView(vocabulary);
    envelope =
        new JsonEnvelope<>(
            JsonEnvelope.Names.LOGS, in, new JsonAttributes(in), view.origin(), this);
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
    if (!envelope.walkInOrder(handler)) {
      in.reset(body, from, to);
      handler.begin();
      envelope.walkInAnyOrder(handler);
    }
  }

  @Override
  public void resource(LogHandler handler) {
    handler.resource(view);
  }

  @Override
  public void item(LogHandler handler) throws MalformedException {
    int start = in.start();
    in.beginObject();
    while (in.nextField()) {
      in.skipValue();
    }
    view.raw().set(in.bytes(), start, in.position());
    handler.record(view);
  }
}
