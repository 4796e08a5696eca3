import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Locale;

/**
 * A minimal HTTP/1.1 client, so that the sender leaves the processor to the process under load.
 */
final class HttpConnection implements Protocol.Connection {
  private final SocketChannel channel = SocketChannel.open();
  private final ByteBuffer in = ByteBuffer.allocateDirect(8192).flip();
  private final StringBuilder line = new StringBuilder();

  HttpConnection(int port) throws IOException {
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  @Override
  public int send(Request request) throws IOException {
    ByteBuffer bytes = request.bytes().clear();
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
    String status = line();
    int code = Integer.parseInt(status.substring(9, 12));
    int length = 0;
    for (String header = line(); !header.isEmpty(); header = line()) {
      String lower = header.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Integer.parseInt(lower.substring(15).strip());
      } else if (lower.startsWith("transfer-encoding:")) {
        throw new IOException("response of unknown length (Transfer-Encoding)");
      }
    }
    boolean empty = length <= 2; // an empty partial success takes two bytes
    for (int i = 0; i < length; i++) {
      next();
    }
    return code == 200 && !empty ? Protocol.PARTIAL : code;
  }

  private String line() throws IOException {
    line.setLength(0);
    for (byte b = next(); b != '\n'; b = next()) {
      line.append((char) (b & 0xff));
    }
    return line.toString().stripTrailing();
  }

  private byte next() throws IOException {
    if (!in.hasRemaining()) {
      in.clear();
      if (channel.read(in) < 0) {
        throw new EOFException("the server closed the connection");
      }
      in.flip();
    }
    return in.get();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
