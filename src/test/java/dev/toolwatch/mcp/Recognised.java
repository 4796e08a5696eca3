package dev.toolwatch.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.toolwatch.signal.ExceptionView;
import dev.toolwatch.signal.ServiceId;
import dev.toolwatch.signal.SpanView;
import dev.toolwatch.wire.Text;

/** Makes a span and has it recognised. */
final class Recognised {
  private final Recognition recognition;
  private final SpanView view;

  Recognised(Recognition recognition, int kind, String name) {
    this.recognition = recognition;
    view = new SpanView(recognition.vocabulary());
    view.traceId(1, 2);
    view.spanId(3);
    view.kind(kind);
    view.endNanos(1_790_000_000_000_000_000L);
    set(view.name(), name);
  }

  /** A server's span of a call. */
  static Recognised call(Recognition recognition) {
    return new Recognised(recognition, SpanView.SERVER, "tools/call add")
        .with("mcp.method.name", "tools/call")
        .with("gen_ai.tool.name", "add");
  }

  static Text text(String value) {
    Text text = new Text();
    set(text, value);
    return text;
  }

  private static void set(Text into, String value) {
    byte[] bytes = value.getBytes(UTF_8);
    into.set(bytes, 0, bytes.length);
  }

  private int id(String key) {
    byte[] bytes = key.getBytes(UTF_8);
    return view.attributes().find(bytes, 0, bytes.length);
  }

  /** Sets an attribute, which is passed over where nothing asks for it. */
  Recognised with(String key, String value) {
    byte[] bytes = value.getBytes(UTF_8);
    if (id(key) >= 0) {
      view.attributes().putText(id(key), bytes, 0, bytes.length);
    }
    return this;
  }

  Recognised with(String key, long value) {
    if (id(key) >= 0) {
      view.attributes().putLong(id(key), value);
    }
    return this;
  }

  Recognised with(String key, boolean value) {
    view.attributes().putBool(id(key), value);
    return this;
  }

  Recognised scope(String name) {
    set(view.scopeName(), name);
    return this;
  }

  Recognised traceState(String value) {
    set(view.traceState(), value);
    return this;
  }

  Recognised failed() {
    view.statusCode(SpanView.STATUS_ERROR);
    return this;
  }

  Recognised exception(String type) {
    view.exception(thrown(type));
    return this;
  }

  static ExceptionView thrown(String type) {
    ExceptionView exception = new ExceptionView();
    exception.type().set(text(type));
    return exception;
  }

  JoinSpan span() {
    SpanBatch batch = new SpanBatch();
    recognition.recogniser().recognise(ServiceId.of("orders"), view, batch);
    return batch.get(0);
  }
}
