package dev.toolwatch.probe;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import javax.net.SocketFactory;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * Gives pgjdbc the sockets of a {@link Connector}, so that it connects to nothing else and waits no
 * longer than the check has time. pgjdbc makes it by its name; the connection is made on the thread
 * that asks for it.
 */
@RegisterForReflection
public final class PostgresqlSockets extends SocketFactory {
  private static final ThreadLocal<Opening> OPENING = new ThreadLocal<>();

  /** Opens one connection. */
  @FunctionalInterface
  interface Opening {
    DeadlineSocket open() throws CheckFailure, InterruptedException;
  }

  /** Connects over sockets that are opened this way. */
  static Connection connect(Opening opening, String url, Properties properties)
      throws SQLException {
    PGProperty.SOCKET_FACTORY.set(properties, PostgresqlSockets.class.getName());
    OPENING.set(opening);
    try {
      return new Driver().connect(url, properties);
    } finally {
      OPENING.remove();
    }
  }

  @Override
  public Socket createSocket() throws IOException {
    try {
      DeadlineSocket socket = OPENING.get().open();
      socket.filter(PostgresqlFrames::new);
      return socket;
    } catch (CheckFailure e) {
      throw new IOException(e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    return createSocket();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    return createSocket();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
      throws IOException {
    return createSocket();
  }
}
