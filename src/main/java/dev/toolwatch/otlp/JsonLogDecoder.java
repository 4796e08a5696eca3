package dev.toolwatch.otlp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.toolwatch.signal.LogRecordView;
import dev.toolwatch.signal.Vocabulary;
import dev.toolwatch.wire.Hex;
import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.Text;
import java.util.List;

/**
 * Walks an ExportLogsServiceRequest in OTLP/JSON (OTLP 1.11, "JSON Protobuf Encoding") and shows
 * each log record through one reused view. Not thread-safe.
 */
final class JsonLogDecoder implements ItemReader<LogHandler> {
  private static final int TIME = 0;
  private static final int OBSERVED_TIME = 1;
  private static final int SEVERITY_NUMBER = 2;
  private static final int SEVERITY_TEXT = 3;
  private static final int BODY = 4;
  private static final int ATTRIBUTES = 5;
  private static final int TRACE_ID = 6;
  private static final int SPAN_ID = 7;
  private static final Vocabulary FIELDS =
      new Vocabulary(
          List.of(
              "timeUnixNano",
              "observedTimeUnixNano",
              "severityNumber",
              "severityText",
              "body",
              "attributes",
              "traceId",
              "spanId"));

  private static final byte[] STRING_VALUE = "stringValue".getBytes(US_ASCII);

  private final JsonReader in = new JsonReader();
  private final JsonAttributes attributes = new JsonAttributes(in);
  private final Text id = new Text();
  private final LogRecordView view;
  private final JsonEnvelope<LogHandler> envelope;

  JsonLogDecoder(Vocabulary vocabulary) {
    view = new LogRecordView(vocabulary);
    envelope = new JsonEnvelope<>(JsonEnvelope.Names.LOGS, in, attributes, view.origin(), this);
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
    view.clearRecord();
    in.beginObject();
    while (in.nextField()) {
      if (in.isNull()) {
        continue;
      }
      switch (FIELDS.find(in.key())) {
        case TIME -> view.timeNanos(in.unsigned());
        case OBSERVED_TIME -> view.observedNanos(in.unsigned());
        case SEVERITY_NUMBER -> view.severity(in.enumNumber());
        case SEVERITY_TEXT -> in.string(view.severityText());
        case BODY -> body();
        case ATTRIBUTES -> attributes.list(view.attributes());
        case TRACE_ID -> traceId();
        case SPAN_ID -> spanId();
        default -> in.skipValue();
      }
    }
    view.raw().set(in.bytes(), start, in.position());
    handler.record(view);
  }

  private void body() throws MalformedException {
    in.beginObject();
    while (in.nextField()) {
      if (in.isNull()) {
        continue;
      }
      if (in.key().is(STRING_VALUE)) {
        in.string(view.body());
      } else {
        in.skipValue();
      }
    }
  }

  /** An id of another length is none (logs.proto, LogRecord). */
  private void traceId() throws MalformedException {
    in.string(id);
    if (Hex.isAll(id, 32)) {
      view.traceId(Hex.bits(id, 0), Hex.bits(id, 16));
    }
  }

  private void spanId() throws MalformedException {
    in.string(id);
    if (Hex.isAll(id, 16)) {
      view.spanId(Hex.bits(id, 0));
    }
  }
}
