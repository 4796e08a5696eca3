package dev.toolwatch.otlp;

import static dev.toolwatch.wire.ProtobufReader.FIXED64;
import static dev.toolwatch.wire.ProtobufReader.LENGTH;
import static dev.toolwatch.wire.ProtobufReader.VARINT;

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
  private static final int TIME = 1 << 3 | FIXED64;
  private static final int SEVERITY_NUMBER = 2 << 3 | VARINT;
  private static final int SEVERITY_TEXT = 3 << 3 | LENGTH;
  private static final int BODY = 5 << 3 | LENGTH;
  private static final int ATTRIBUTES = 6 << 3 | LENGTH;
  private static final int TRACE_ID = 9 << 3 | LENGTH;
  private static final int SPAN_ID = 10 << 3 | LENGTH;
  private static final int OBSERVED_TIME = 11 << 3 | FIXED64;
  private static final int STRING_VALUE = 1 << 3 | LENGTH;

  private final ProtobufReader in = new ProtobufReader();
  private final ProtobufAttributes attributes = new ProtobufAttributes(in);
  private final LogRecordView view;
  private final ProtobufEnvelope<LogHandler> envelope;

  ProtobufLogDecoder(Vocabulary vocabulary) {
    view = new LogRecordView(vocabulary);
    envelope = new ProtobufEnvelope<>(in, attributes, view.origin(), this);
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
    view.clearRecord();
    while (in.hasMore()) {
      int tag = in.tag();
      switch (tag) {
        case TIME -> view.timeNanos(in.fixed64());
        case SEVERITY_NUMBER -> view.severity((int) in.varint());
        case SEVERITY_TEXT -> in.text(view.severityText());
        case BODY -> body();
        case ATTRIBUTES -> attributes.keyValue(view.attributes());
        case TRACE_ID -> traceId();
        case SPAN_ID -> spanId();
        case OBSERVED_TIME -> view.observedNanos(in.fixed64());
        default -> in.skip(tag);
      }
    }
    handler.record(view);
  }

  private void body() throws MalformedException {
    int outer = in.enter();
    while (in.hasMore()) {
      int tag = in.tag();
      if (tag == STRING_VALUE) {
        in.text(view.body());
      } else {
        in.skip(tag);
      }
    }
    in.leave(outer);
  }

  /** An id of another length is none (logs.proto, LogRecord). */
  private void traceId() throws MalformedException {
    int length = in.length();
    if (length == 16) {
      view.traceId(in.bigEndianLong(in.position()), in.bigEndianLong(in.position() + 8));
    }
    in.advance(length);
  }

  private void spanId() throws MalformedException {
    int length = in.length();
    if (length == 8) {
      view.spanId(in.bigEndianLong(in.position()));
    }
    in.advance(length);
  }
}
