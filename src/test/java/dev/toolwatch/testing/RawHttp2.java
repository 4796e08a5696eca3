package dev.toolwatch.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;

/**
 * An HTTP/2 connection by prior knowledge that obeys nothing: it sends the frames it is told to
 * (RFC 9113, section 6), acknowledges nothing, and reads only when asked. Frames are gathered until
 * {@link #flush}. Not thread-safe.
 */
public final class RawHttp2 implements AutoCloseable {
  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int PRIORITY = 2;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PING = 6;
  public static final int GOAWAY = 7;
  public static final int WINDOW_UPDATE = 8;
  public static final int CONTINUATION = 9;

  /** On DATA and HEADERS. */
  public static final int END_STREAM = 1;

  /** On HEADERS and CONTINUATION. */
  public static final int END_HEADERS = 4;

  /** "Error Codes": the peer is generating excessive load. */
  public static final int ENHANCE_YOUR_CALM = 11;

  /** "Defined Settings". */
  public static final int HEADER_TABLE_SIZE = 1;

  public static final int INITIAL_WINDOW_SIZE = 4;

  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
  private static final int TIMEOUT_MILLIS = 10_000;

  private final Socket socket;
  private final DataInputStream in;
  private boolean answered;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  /** Connects, and gathers the preface without the SETTINGS that must follow it. */
  public RawHttp2(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    out.writeBytes(PREFACE.getBytes(ISO_8859_1));
  }

  public RawHttp2 frame(int type, int flags, int stream, byte[] payload) {
    out.write(payload.length >> 16);
    out.write(payload.length >> 8);
    out.write(payload.length);
    out.write(type);
    out.write(flags);
    writeInt(stream);
    out.writeBytes(payload);
    return this;
  }

  private void writeInt(int value) {
    out.write(value >> 24);
    out.write(value >> 16);
    out.write(value >> 8);
    out.write(value);
  }

  /** SETTINGS of identifiers and values in turn. */
  public RawHttp2 settings(int... settings) {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    for (int i = 0; i < settings.length; i += 2) {
      payload.write(settings[i] >> 8);
      payload.write(settings[i]);
      payload.writeBytes(bytes(settings[i + 1]));
    }
    return frame(SETTINGS, 0, 0, payload.toByteArray());
  }

  /** The head of a POST. */
  public RawHttp2 post(int stream, String path, int flags, String... headers) {
    return frame(HEADERS, flags, stream, headers(path, headers));
  }

  /** The header block of a POST, in which nothing is indexed (RFC 7541, section 6.2.2). */
  public static byte[] headers(String path, String... headers) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.write(0x83); // :method POST
    block.write(0x86); // :scheme http
    block.write(0x04); // :path
    string(block, path);
    for (int i = 0; i < headers.length; i += 2) {
      block.write(0);
      string(block, headers[i]);
      string(block, headers[i + 1]);
    }
    return block.toByteArray();
  }

  private static void string(ByteArrayOutputStream block, String text) {
    int length = text.length();
    if (length < 127) {
      block.write(length);
    } else {
      block.write(127);
      for (length -= 127; length > 127; length >>= 7) {
        block.write(length & 127 | 128);
      }
      block.write(length);
    }
    block.writeBytes(text.getBytes(ISO_8859_1));
  }

  /** Four bytes, as payloads have numbers. */
  public static byte[] bytes(int value) {
    return new byte[] {
      (byte) (value >> 24), (byte) (value >> 16), (byte) (value >> 8), (byte) value
    };
  }

  /** Sends what is gathered; the peer may have closed already. */
  public void flush() throws IOException {
    byte[] gathered = out.toByteArray();
    out.reset();
    socket.getOutputStream().write(gathered);
  }

  /**
   * Reads to the end of the connection.
   *
   * @return the error code of the last GOAWAY, or -1 when none came
   * @throws SocketTimeoutException when the connection stays open
   */
  public int errorAtClose() throws IOException {
    int error = -1;
    try {
      while (true) {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        in.skipNBytes(5);
        answered |= type == SETTINGS;
        if (type == GOAWAY) {
          in.readInt();
          error = in.readInt();
          length -= 8;
        }
        in.skipNBytes(length);
      }
    } catch (EOFException | SocketException closed) {
      return error;
    }
  }

  /**
   * Reads until some streams have ended.
   *
   * @return the bytes that were read
   */
  public int readAnswers(int streams) throws IOException {
    int read = 0;
    for (int ended = 0; ended < streams; ) {
      int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
      int type = in.readUnsignedByte();
      int flags = in.readUnsignedByte();
      in.skipNBytes(4 + length);
      read += 9 + length;
      if ((type == DATA || type == HEADERS) && (flags & END_STREAM) != 0) {
        ended++;
      }
    }
    return read;
  }

  /** Bytes that have come and are not read yet. */
  public int available() throws IOException {
    return in.available();
  }

  /** Whether what was read has the peer's SETTINGS in it, so that it speaks HTTP/2. */
  public boolean hasAnswered() {
    return answered;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
