package dev.toolwatch.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A TCP connection to send any bytes over, and to read HTTP/1 answers from. */
public final class RawConnection implements AutoCloseable {
  private static final int TIMEOUT_MILLIS = 15_000;

  private final Socket socket;
  private final InputStream in;

  /**
   * An answer.
   *
   * @param headers by their names in lower case
   */
  public record Response(int status, Map<String, String> headers, String body) {}

  public RawConnection(int port) throws IOException {
    this(port, InetAddress.getLoopbackAddress());
  }

  /** The same from another address of this machine. */
  public RawConnection(int port, InetAddress from) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port, from, 0);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream());
  }

  public RawConnection send(String text) throws IOException {
    return send(text.getBytes(ISO_8859_1));
  }

  public RawConnection send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /** The next answer, whose length must be declared. */
  public Response read() throws IOException {
    return read(true);
  }

  /** The next answer, to a request whose answers have no body. */
  public Response readHead() throws IOException {
    return read(false);
  }

  private Response read(boolean hasBody) throws IOException {
    String[] status = line().split(" ", 3);
    Map<String, String> headers = new TreeMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      String[] header = line.split(": *", 2);
      headers.put(header[0].toLowerCase(Locale.ROOT), header[1]);
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
    String body = hasBody ? new String(in.readNBytes(length), ISO_8859_1) : "";
    return new Response(Integer.parseInt(status[1]), headers, body);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new EOFException("closed after: " + line);
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }

  /** Waits for the other side to close; what it still sends is passed over. */
  public boolean isClosed() throws IOException {
    try {
      in.skip(Long.MAX_VALUE);
      while (in.read() >= 0) {
        // on to the end
      }
      return true;
    } catch (SocketException reset) {
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  /** Closes by a reset. */
  public void abort() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }
}
