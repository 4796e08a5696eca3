import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;

/**
 * A request ready to be written: for HTTP/1.1 a head and a body, for gRPC HTTP/2 frames whose
 * stream id is still to be set. One connection uses it at a time.
 */
final class Request {
  /** The largest frame that every HTTP/2 peer accepts (RFC 9113, 6.5.2). */
  static final int FRAME = 16_384;

  static final int FRAME_HEAD = 9;
  private static final int HEADERS = 1;
  private static final int END_HEADERS = 4;
  private static final int END_STREAM = 1;

  private final ByteBuffer bytes;
  private final int bodyAt;
  private final boolean framed;
  private final int[] ids;
  private final int spans;

  private Request(ByteBuffer bytes, int bodyAt, boolean framed, int[] ids, int spans) {
    this.bytes = bytes;
    this.bodyAt = bodyAt;
    this.framed = framed;
    this.ids = ids;
    this.spans = spans;
  }

  /**
   * @param ids positions of the trace ids in the body, which get new values each time the request
   *     is sent; ignored if compressed
   */
  static Request of(Protocol protocol, boolean gzip, byte[] body, int[] ids, int spans) {
    byte[] sent = gzip ? Otlp.gzip(body) : body;
    int[] patched = gzip ? new int[0] : ids;
    return protocol == Protocol.HTTP ? http(gzip, sent, patched, spans) : grpc(gzip, sent, patched, spans);
  }

  private static Request http(boolean gzip, byte[] body, int[] ids, int spans) {
    byte[] head =
        ("POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-protobuf\r\n"
                + (gzip ? "Content-Encoding: gzip\r\n" : "")
                + "Content-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(ISO_8859_1);
    ByteBuffer bytes = ByteBuffer.allocateDirect(head.length + body.length).put(head).put(body).flip();
    return new Request(bytes, head.length, false, ids, spans);
  }

  private static Request grpc(boolean gzip, byte[] body, int[] ids, int spans) {
    byte[] fields = Hpack.request(gzip);
    byte[] message =
        ByteBuffer.allocate(5 + body.length).put((byte) (gzip ? 1 : 0)).putInt(body.length).put(body).array();
    int frames = (message.length + FRAME - 1) / FRAME;
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(FRAME_HEAD + fields.length + frames * FRAME_HEAD + message.length);
    head(bytes, fields.length, HEADERS, END_HEADERS);
    bytes.put(fields);
    int bodyAt = bytes.position();
    for (int at = 0; at < message.length; at += FRAME) {
      int length = Math.min(FRAME, message.length - at);
      head(bytes, length, 0, at + length == message.length ? END_STREAM : 0);
      bytes.put(message, at, length);
    }
    int[] shifted = ids.clone();
    for (int i = 0; i < shifted.length; i++) {
      shifted[i] += 5;
    }
    return new Request(bytes.flip(), bodyAt, true, shifted, spans);
  }

  private static void head(ByteBuffer bytes, int length, int type, int flags) {
    bytes.putInt(length << 8 | type).put((byte) flags).putInt(0);
  }

  ByteBuffer bytes() {
    return bytes;
  }

  /** The position of the body; if it is framed, of the head of its first frame. */
  int bodyAt() {
    return bodyAt;
  }

  int spans() {
    return spans;
  }

  /** Gives each span a new id, derived from numbers that start here. */
  void number(long first) {
    for (int i = 0; i < ids.length; i++) {
      long id = Otlp.id(first + i);
      put(ids[i], ~id);
      put(ids[i] + 8, id);
      put(ids[i] + 18, id);
    }
  }

  private void put(int at, long value) {
    if (!framed) {
      bytes.putLong(bodyAt + at, value);
    } else if (at / FRAME == (at + 7) / FRAME) {
      bytes.putLong(place(at), value);
    } else {
      for (int i = 0; i < 8; i++) {
        bytes.put(place(at + i), (byte) (value >>> 56 - 8 * i));
      }
    }
  }

  private int place(int at) {
    return bodyAt + at + FRAME_HEAD * (at / FRAME + 1);
  }

  /** Sets the stream id of every frame. */
  void stream(int stream) {
    for (int at = 0; at < bytes.capacity(); at += FRAME_HEAD + (bytes.getInt(at) >>> 8)) {
      bytes.putInt(at + 5, stream);
    }
  }
}
