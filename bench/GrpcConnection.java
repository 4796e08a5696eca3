import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.zip.GZIPInputStream;

/**
 * A minimal gRPC client over HTTP/2 without TLS (RFC 9113), for the same reason as {@link
 * HttpConnection}. One call at a time.
 */
final class GrpcConnection implements Protocol.Connection {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int WINDOW_UPDATE = 8;
  private static final int ACK = 1;
  private static final int END_STREAM = 1;
  private static final int PADDED = 8;
  private static final int PRIORITY = 32;
  private static final int HEADER_TABLE_SIZE = 1;
  private static final int INITIAL_WINDOW_SIZE = 4;
  private static final int REFUSED_STREAM = 7;
  private static final int INTERNAL = 13;
  private static final int UNAVAILABLE = 14;

  private final SocketChannel channel = SocketChannel.open();
  private final ByteBuffer in = ByteBuffer.allocateDirect(64 * 1024).flip();
  private final ByteBuffer out = ByteBuffer.allocateDirect(1024);
  private int stream = -1;
  private long window = 65_535;
  private long streamWindow;
  private long initialWindow = 65_535;
  private int unacknowledged;
  private boolean settled;
  private boolean ended;
  private boolean partial;
  private int status;

  GrpcConnection(int port) throws IOException {
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      out.put("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
      head(6, SETTINGS, 0, 0).putShort((short) HEADER_TABLE_SIZE).putInt(0);
      flush();
      while (!settled) {
        frame();
      }
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public int send(Request request) throws IOException {
    stream += 2;
    ended = false;
    partial = false;
    status = -1;
    streamWindow = initialWindow;
    request.stream(stream);
    ByteBuffer bytes = request.bytes().clear();
    int end = request.bodyAt();
    while (!ended) {
      long allowed = Math.min(window, streamWindow);
      bytes.limit(bytes.capacity());
      while (end < bytes.capacity() && (bytes.getInt(end) >>> 8) <= allowed) {
        int length = bytes.getInt(end) >>> 8;
        allowed -= length;
        window -= length;
        streamWindow -= length;
        end += Request.FRAME_HEAD + length;
      }
      bytes.limit(end);
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      frame();
    }
    return status == 0 && partial ? Protocol.PARTIAL : status;
  }

  private void frame() throws IOException {
    need(Request.FRAME_HEAD);
    int lengthAndType = in.getInt();
    int flags = in.get();
    int of = in.getInt() & 0x7fffffff;
    int length = lengthAndType >>> 8;
    int type = lengthAndType & 0xff;
    need(length);
    int end = in.position() + length;
    switch (type) {
      case DATA -> {
        partial |= of == stream && length > 0 && partial(length);
        ended |= of == stream && (flags & END_STREAM) != 0;
        unacknowledged += length;
        if (unacknowledged > 16_384) {
          head(4, WINDOW_UPDATE, 0, 0).putInt(unacknowledged);
          flush();
          unacknowledged = 0;
        }
      }
      case HEADERS -> {
        if (of == stream) {
          int padding = (flags & PADDED) == 0 ? 0 : in.get();
          in.position(in.position() + ((flags & PRIORITY) == 0 ? 0 : 5));
          int found = Hpack.grpcStatus(in.duplicate().limit(end - padding));
          status = found >= 0 ? found : status;
          ended |= (flags & END_STREAM) != 0;
        }
      }
      case RST_STREAM -> {
        if (of == stream && !ended) {
          status = in.getInt() == REFUSED_STREAM ? UNAVAILABLE : INTERNAL;
          ended = true;
        }
      }
      case SETTINGS -> settings(flags, end);
      case PING -> {
        if ((flags & ACK) == 0) {
          head(8, PING, ACK, 0).putLong(in.getLong());
          flush();
        }
      }
      case GOAWAY -> throw new EOFException("the server sent GOAWAY");
      case WINDOW_UPDATE -> {
        int more = in.getInt();
        if (of == 0) {
          window += more;
        } else if (of == stream) {
          streamWindow += more;
        }
      }
      default -> {
        // other frames do not matter here
      }
    }
    in.position(end);
  }

  /**
   * Whether the response reports rejected spans. Every span was accepted if the message is empty or
   * holds an empty partial success.
   */
  private boolean partial(int length) throws IOException {
    byte[] message = new byte[length];
    in.duplicate().get(message);
    int size = message.length - 5;
    if (message[0] == 1) { // compressed because the request was
      ByteArrayInputStream zipped = new ByteArrayInputStream(message, 5, size);
      size = new GZIPInputStream(zipped).readAllBytes().length;
    }
    return size > 2;
  }

  private void settings(int flags, int end) throws IOException {
    if ((flags & ACK) != 0) {
      return;
    }
    while (in.position() < end) {
      int name = in.getShort();
      int value = in.getInt();
      if (name == INITIAL_WINDOW_SIZE) {
        streamWindow += value - initialWindow;
        initialWindow = value;
      }
    }
    settled = true;
    head(0, SETTINGS, ACK, 0);
    flush();
  }

  private ByteBuffer head(int length, int type, int flags, int of) {
    return out.putInt(length << 8 | type).put((byte) flags).putInt(of);
  }

  private void flush() throws IOException {
    out.flip();
    while (out.hasRemaining()) {
      channel.write(out);
    }
    out.clear();
  }

  private void need(int count) throws IOException {
    if (in.remaining() >= count) {
      return;
    }
    in.compact();
    while (in.position() < count) {
      if (channel.read(in) < 0) {
        throw new EOFException("closed");
      }
    }
    in.flip();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
