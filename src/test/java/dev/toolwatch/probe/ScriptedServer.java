package dev.toolwatch.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/** A stand-in that does with each connection what a script says: answers, drips, resets, says nothing. */
final class ScriptedServer implements AutoCloseable {
  /** What is done with a connection. */
  @FunctionalInterface
  interface Script {
    void run(Peer peer) throws IOException, InterruptedException;
  }

  private final ServerSocket listener;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private volatile Script script;

  private ScriptedServer(ServerSocket listener, Script script) {
    this.listener = listener;
    this.script = script;
    Thread thread = new Thread(this::accept, "scripted-server");
    thread.setDaemon(true);
    thread.start();
  }

  static ScriptedServer start(Script script) throws IOException {
    return new ScriptedServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
  }

  static ScriptedServer startTls(SSLContext context, Script script) throws IOException {
    return new ScriptedServer(tls(context), script);
  }

  /** Starts a server whose clients must show a certificate. */
  static ScriptedServer startMutualTls(SSLContext context, Script script) throws IOException {
    SSLServerSocket listener = tls(context);
    // Before the thread accepts: a call to accept goes by what was set when it began.
    listener.setNeedClientAuth(true);
    return new ScriptedServer(listener, script);
  }

  private static SSLServerSocket tls(SSLContext context) throws IOException {
    return (SSLServerSocket)
        context
            .getServerSocketFactory()
            .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /** Does this from now on. */
  void script(Script next) {
    script = next;
  }

  int port() {
    return listener.getLocalPort();
  }

  String url(String scheme) {
    return scheme + "://127.0.0.1:" + port();
  }

  /** Heads and bodies of what was asked. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  int connections() {
    return connections.get();
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        sockets.add(socket);
        connections.incrementAndGet();
        Thread thread = new Thread(() -> serve(socket), "scripted-connection");
        thread.setDaemon(true);
        thread.start();
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      script.run(new Peer(socket));
    } catch (IOException e) {
      // the peer has gone
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  /** One connection. */
  final class Peer {
    private final Socket socket;
    private final InputStream in;

    private Peer(Socket socket) throws IOException {
      this.socket = socket;
      in = new BufferedInputStream(socket.getInputStream());
    }

    /** Reads a request of HTTP with its body. */
    String request() throws IOException {
      StringBuilder head = new StringBuilder();
      int length = 0;
      for (String line = line(); !line.isEmpty(); line = line()) {
        head.append(line).append('\n');
        if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
          length = Integer.parseInt(line.substring("content-length:".length()).strip());
        }
      }
      head.append('\n').append(new String(in.readNBytes(length), UTF_8));
      requests.add(head.toString());
      return head.toString();
    }

    /** A line without its end. */
    String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int next = in.read(); next != '\n'; next = in.read()) {
        if (next < 0) {
          throw new IOException("the peer has closed");
        }
        line.append((char) next);
      }
      return line.toString().stripTrailing();
    }

    void write(String text) throws IOException {
      write(text.getBytes(UTF_8));
    }

    void write(byte[] bytes) throws IOException {
      OutputStream out = socket.getOutputStream();
      out.write(bytes);
      out.flush();
    }

    /** Ends the connection with RST. */
    void reset() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    /** Does nothing until the server is closed, or for a time. */
    boolean hold(long millis) throws InterruptedException {
      return closed.await(millis, TimeUnit.MILLISECONDS);
    }

    /** Says nothing more until the server is closed. */
    void hold() throws InterruptedException {
      closed.await();
    }
  }

  /** Answers every request with this. */
  static Script answering(int status, Map<String, String> headers, String body) {
    return peer -> {
      peer.request();
      peer.write(answer(status, headers, body));
    };
  }

  static Script answering(int status, String body) {
    return answering(status, Map.of(), body);
  }

  static byte[] answer(int status, Map<String, String> headers, String body) {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Some Reason\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    byte[] bytes = body.getBytes(UTF_8);
    head.append("Content-Length: ").append(bytes.length).append("\r\n\r\n");
    byte[] start = head.toString().getBytes(ISO_8859_1);
    byte[] all = Arrays.copyOf(start, start.length + bytes.length);
    System.arraycopy(bytes, 0, all, start.length, bytes.length);
    return all;
  }

  /** Takes the request and says nothing. */
  static Script silent() {
    return Peer::hold;
  }

  /** Writes the beginning, and then one byte after the other, so that no single wait is long. */
  static Script dripping(String beginning) {
    return peer -> {
      peer.write(beginning);
      while (!peer.hold(20)) {
        peer.write("x");
      }
    };
  }

  /** Writes a body without an end. */
  static Script endless(String beginning) {
    return peer -> {
      peer.request();
      peer.write(beginning);
      byte[] more = "x".repeat(64 * 1024).getBytes(UTF_8);
      while (!peer.hold(0)) {
        peer.write(more);
      }
    };
  }

  /** Reads the request and resets the connection. */
  static Script resetting() {
    return peer -> {
      peer.request();
      peer.reset();
    };
  }
}
