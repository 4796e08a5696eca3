package dev.toolwatch.otlp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.toolwatch.signal.OtlpMessage;
import dev.toolwatch.signal.OtlpMessage.Field;
import dev.toolwatch.signal.OtlpMessage.Form;
import dev.toolwatch.signal.OtlpMessages;
import dev.toolwatch.signal.Signal;
import dev.toolwatch.wire.ByteLimitException;
import dev.toolwatch.wire.ByteSink;
import dev.toolwatch.wire.Hex;
import dev.toolwatch.wire.MalformedException;
import dev.toolwatch.wire.ProtobufWriter;
import dev.toolwatch.wire.Text;
import java.util.Base64;

/**
 * Writes an OTLP/JSON request as the same request in protobuf, in one pass and without building
 * objects. Fields that opentelemetry-proto does not know are left out, as OTLP demands. An id that
 * is not hexadecimal is left out too, unless it is the item's own, which must then be refused. Not thread-safe.
 */
final class JsonTranscoder {
  private final OtlpMessages messages = new OtlpMessages();
  private final JsonReader in = new JsonReader();
  private final Text text = new Text();
  private ByteSink sink;
  private ProtobufWriter out;

  /**
   * Transcodes a request.
   *
   * @param limit the maximum size of the result in bytes
   * @return the request in protobuf
   * @throws MalformedException if the body is not such a request
   * @throws TooLargeException if the result would exceed the limit
   */
  ByteSink write(Signal signal, byte[] body, int from, int to, int limit)
      throws MalformedException, TooLargeException {
    // Protobuf is shorter than JSON, but for rare texts.
    ByteSink written = new ByteSink(to - from, limit);
    sink = written;
    out = new ProtobufWriter(written);
    in.reset(body, from, to);
    try {
      message(messages.request(signal));
      in.endOfBody();
      return written;
    } catch (ByteLimitException e) {
      throw new TooLargeException("the request has more than " + limit + " bytes in protobuf");
    } finally {
      sink = null;
      out = null;
      in.reset(new byte[0], 0, 0);
      text.clear();
    }
  }

  private void message(OtlpMessage message) throws MalformedException {
    in.beginObject();
    while (in.nextField()) {
      int id = message.names().find(in.key());
      if (id < 0) {
        in.skipValue();
      } else if (!in.isNull()) {
        field(message.field(id));
      }
    }
  }

  private void field(Field field) throws MalformedException {
    if (!field.list()) {
      value(field);
    } else if (isPacked(field.form())) {
      int start = out.open(field.number());
      in.beginArray();
      while (in.nextElement()) {
        element(field.form());
      }
      out.close(start);
    } else {
      in.beginArray();
      while (in.nextElement()) {
        value(field);
      }
    }
  }

  private static boolean isPacked(Form form) {
    return form != Form.MESSAGE && form != Form.STRING;
  }

  private void element(Form form) throws MalformedException {
    switch (form) {
      case FIXED64 -> out.fixed64(in.unsigned());
      case DOUBLE -> out.fixed64(Double.doubleToRawLongBits(in.decimal()));
      case UINT32, UINT64 -> out.varint(in.unsigned());
      case STRING,
          BYTES,
          ID,
          OWN_ID,
          INT32,
          INT64,
          ZIGZAG,
          BOOL,
          SIGNED_FIXED64,
          FIXED32,
          MESSAGE ->
          throw new IllegalStateException("OTLP has no packed field of the form " + form);
    }
  }

  private void value(Field field) throws MalformedException {
    int number = field.number();
    switch (field.form()) {
      case STRING -> {
        in.string(text);
        out.bytes(number, text.bytes(), text.offset(), text.length());
      }
      case BYTES -> base64(number);
      case ID -> id(number, false);
      case OWN_ID -> id(number, true);
      case INT32, INT64 -> out.uint(number, in.signed());
      case UINT32, UINT64 -> out.uint(number, in.unsigned());
      case ZIGZAG -> out.sint(number, in.signed());
      case BOOL -> out.uint(number, in.bool() ? 1 : 0);
      case FIXED64 -> out.fixed64(number, in.unsigned());
      case SIGNED_FIXED64 -> out.fixed64(number, in.signed());
      case FIXED32 -> out.fixed32(number, (int) in.unsigned());
      case DOUBLE -> out.float64(number, in.decimal());
      case MESSAGE -> {
        int start = out.open(number);
        if (!in.isNull()) {
          message(field.message());
        }
        out.close(start);
      }
    }
  }

  private void id(int number, boolean own) throws MalformedException {
    in.string(text);
    if (text.length() % 2 == 0 && Hex.isAll(text, text.length())) {
      int start = out.open(number);
      for (int i = 0; i < text.length(); i += 2) {
        sink.write(Character.digit(text.at(i), 16) << 4 | Character.digit(text.at(i + 1), 16));
      }
      out.close(start);
    } else if (own) {
      out.bytes(number, text.bytes(), text.offset(), 1); // no id has one byte
    }
  }

  /** ProtoJSON: the standard or the URL-safe alphabet, with or without padding. */
  private void base64(int number) throws MalformedException {
    in.string(text);
    String digits = new String(text.bytes(), text.offset(), text.length(), ISO_8859_1);
    try {
      byte[] bytes = Base64.getDecoder().decode(digits.replace('-', '+').replace('_', '/'));
      out.bytes(number, bytes, 0, bytes.length);
    } catch (IllegalArgumentException e) {
      throw in.fault("not base64");
    }
  }
}
