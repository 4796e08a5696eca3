package dev.toolwatch.probe;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.InterruptedByTimeoutException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.function.UnaryOperator;

/**
 * A TCP connection whose every wait, for the connection, for bytes and for room to write, ends when the
 * check has no more time or its thread is interrupted. TLS and JDBC work over it as over any socket.
 * For one thread.
 *
 * <p>The deadline is an {@link InterruptedByTimeoutException}, an interrupt a {@link
 * ClosedByInterruptException} that leaves the thread interrupted; both close the connection. The
 * deadline is not a SocketTimeoutException, after which pgjdbc reads again.
 */
@SuppressWarnings(
    "UnsynchronizedOverridesSynchronized") // one thread has it, and delegates that lock themselves
final class DeadlineSocket extends Socket {
  private final Steps steps;
  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private InputStream in = open();

  DeadlineSocket(Steps steps) throws IOException {
    this.steps = steps;
    channel = SocketChannel.open();
    selector = Selector.open();
    channel.configureBlocking(false);
    key = channel.register(selector, 0);
  }

  @Override
  public void connect(SocketAddress endpoint) throws IOException {
    connect(endpoint, 0);
  }

  /**
   * @param timeoutMillis 0 for all the time that is left
   */
  @Override
  public void connect(SocketAddress endpoint, int timeoutMillis) throws IOException {
    long limit =
        timeoutMillis == 0
            ? Long.MAX_VALUE
            : steps.nanos() + Duration.ofMillis(timeoutMillis).toNanos();
    if (channel.connect(endpoint)) {
      return;
    }
    do {
      await(SelectionKey.OP_CONNECT, limit);
    } while (!channel.finishConnect());
  }

  /** Waits until the channel is ready, or might be. */
  private void await(int operation, long limit) throws IOException {
    long left = Math.min(left(), limit - steps.nanos());
    if (left <= 0) {
      throw late();
    }
    key.interestOps(operation);
    selector.select(left / 1_000_000 + 1);
    selector.selectedKeys().clear();
    if (Thread.currentThread().isInterrupted()) {
      close();
      throw new ClosedByInterruptException();
    }
  }

  private long left() throws IOException {
    try {
      return steps.remaining().toNanos();
    } catch (CheckFailure e) {
      throw late();
    }
  }

  private InterruptedByTimeoutException late() throws IOException {
    close();
    return new InterruptedByTimeoutException();
  }

  /** Lets what comes pass through a filter, which may refuse it. */
  void filter(UnaryOperator<InputStream> filter) {
    in = filter.apply(in);
  }

  @Override
  public InputStream getInputStream() {
    return in;
  }

  private InputStream open() {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
          return 0;
        }
        left(); // a peer that always has a byte ready does not go on for ever
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        int read = channel.read(buffer);
        while (read == 0) {
          await(SelectionKey.OP_READ, Long.MAX_VALUE);
          read = channel.read(buffer);
        }
        return read;
      }

      @Override
      public void close() throws IOException {
        DeadlineSocket.this.close();
      }
    };
  }

  @Override
  public OutputStream getOutputStream() {
    return new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        while (buffer.hasRemaining()) {
          if (channel.write(buffer) == 0) {
            await(SelectionKey.OP_WRITE, Long.MAX_VALUE);
          }
        }
      }

      @Override
      public void close() throws IOException {
        DeadlineSocket.this.close();
      }
    };
  }

  @Override
  public synchronized void close() throws IOException {
    try (selector) {
      channel.close();
    }
  }

  @Override
  public boolean isConnected() {
    return channel.isConnected();
  }

  @Override
  public boolean isBound() {
    return channel.isConnected();
  }

  @Override
  public boolean isClosed() {
    return !channel.isOpen();
  }

  @Override
  public boolean isInputShutdown() {
    return isClosed();
  }

  @Override
  public boolean isOutputShutdown() {
    return isClosed();
  }

  @Override
  public void shutdownInput() throws IOException {
    channel.shutdownInput();
  }

  @Override
  public void shutdownOutput() throws IOException {
    channel.shutdownOutput();
  }

  @Override
  public SocketChannel getChannel() {
    return null; // nobody else is to use it
  }

  @Override
  public InetAddress getInetAddress() {
    return channel.socket().getInetAddress();
  }

  @Override
  public int getPort() {
    return channel.socket().getPort();
  }

  @Override
  public InetAddress getLocalAddress() {
    return channel.socket().getLocalAddress();
  }

  @Override
  public int getLocalPort() {
    return channel.socket().getLocalPort();
  }

  @Override
  public SocketAddress getRemoteSocketAddress() {
    return isConnected() ? new InetSocketAddress(getInetAddress(), getPort()) : null;
  }

  @Override
  public SocketAddress getLocalSocketAddress() {
    return channel.socket().getLocalSocketAddress();
  }

  /** The deadline of the check counts instead. */
  @Override
  public void setSoTimeout(int millis) {}

  @Override
  public int getSoTimeout() {
    return 0;
  }

  @Override
  public void setTcpNoDelay(boolean on) throws SocketException {
    channel.socket().setTcpNoDelay(on);
  }

  @Override
  public boolean getTcpNoDelay() throws SocketException {
    return channel.socket().getTcpNoDelay();
  }

  @Override
  public void setKeepAlive(boolean on) throws SocketException {
    channel.socket().setKeepAlive(on);
  }

  /** Nothing is waited for at the end. */
  @Override
  public void setSoLinger(boolean on, int seconds) {}

  @Override
  public int getSoLinger() {
    return -1;
  }

  @Override
  public synchronized int getSendBufferSize() throws SocketException {
    return channel.socket().getSendBufferSize();
  }

  @Override
  public synchronized int getReceiveBufferSize() throws SocketException {
    return channel.socket().getReceiveBufferSize();
  }

  @Override
  public synchronized void setSendBufferSize(int bytes) throws SocketException {
    channel.socket().setSendBufferSize(bytes);
  }

  @Override
  public synchronized void setReceiveBufferSize(int bytes) throws SocketException {
    channel.socket().setReceiveBufferSize(bytes);
  }

  @Override
  public String toString() {
    return String.valueOf(getRemoteSocketAddress());
  }
}
