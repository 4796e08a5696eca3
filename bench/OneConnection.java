import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Starts a Toolwatch, waits for its first accepted request, and then sends one prepared request after
 * another over one connection, each as soon as the last is answered. Needs the JDK alone.
 *
 * <p>Arguments: the port of OTLP/HTTP, the management port, and the command that starts Toolwatch.
 */
class OneConnection {
  private static final int STARTS = 5;
  private static final Duration IDLE = Duration.ofSeconds(10);
  private static final Duration WARM_UP = Duration.ofSeconds(5);
  private static final Duration MEASURED = Duration.ofSeconds(10);

  private static final int SPANS = 100;
  private static final int ATTRIBUTES = 20;

  private final int port;
  private final int managementPort;
  private final List<String> command;

  /** Where each span's trace id and span id stand in the body: every request has new ones. */
  private final List<Integer> ids = new ArrayList<>();

  private final byte[] body = request();
  private long sent;

  private OneConnection(int port, int managementPort, List<String> command) {
    this.port = port;
    this.managementPort = managementPort;
    this.command = command;
  }

  public static void main(String[] arguments) throws Exception {
    new OneConnection(
            Integer.parseInt(arguments[0]),
            Integer.parseInt(arguments[1]),
            List.of(arguments).subList(2, arguments.length))
        .run();
  }

  private void run() throws Exception {
    double[] starts = new double[STARTS];
    for (int i = 0; i < STARTS; i++) {
      Started started = start();
      starts[i] = started.seconds();
      stop(started.process());
    }
    Arrays.sort(starts);
    Started started = start();
    try {
      Thread.sleep(IDLE.toMillis());
      long idle = residentMegabytes(started.process());
      double[] rates = load();
      long busy = residentMegabytes(started.process());
      check();
      System.out.printf(
          """
          | figure | value |
          |---|---|
          | start, from exec to the first accepted OTLP request, median of %d | %.2f s |
          | resident memory after %d s idle | %d MB |
          | spans a second on one connection (%d spans of %d attributes, %d kB a request, closed loop, %d s) | %,.0f |
          | time of such a request, mean | %.2f ms |
          | resident memory after that | %d MB |
          """,
          STARTS,
          starts[STARTS / 2],
          IDLE.toSeconds(),
          idle,
          SPANS,
          ATTRIBUTES,
          body.length / 1000,
          MEASURED.toSeconds(),
          rates[0],
          rates[1],
          busy);
    } finally {
      stop(started.process());
    }
  }

  private record Started(Process process, double seconds) {}

  private Started start() throws Exception {
    long began = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(new File("/dev/null"))
            .start();
    while (true) {
      try (Connection connection = new Connection()) {
        sent = 0;
        connection.send();
        return new Started(process, (System.nanoTime() - began) / 1e9);
      } catch (IOException notYet) {
        if (!process.isAlive()) {
          throw new IllegalStateException("it has stopped: " + command, notYet);
        }
        Thread.sleep(2);
      }
    }
  }

  private static void stop(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
  }

  /** Spans a second, and milliseconds a request. */
  private double[] load() throws IOException {
    try (Connection connection = new Connection()) {
      loop(connection, WARM_UP);
      long before = sent;
      double seconds = loop(connection, MEASURED);
      long requests = sent - before;
      return new double[] {requests * SPANS / seconds, seconds * 1e3 / requests};
    }
  }

  private static double loop(Connection connection, Duration duration) throws IOException {
    long began = System.nanoTime();
    while (System.nanoTime() - began < duration.toNanos()) {
      connection.send();
    }
    return (System.nanoTime() - began) / 1e9;
  }

  /** All of them have to be counted, and as operations. */
  private void check() throws Exception {
    Thread.sleep(10_000); // for those that wait for the rest of their trace
    String page;
    try (InputStream in =
        URI.create("http://127.0.0.1:" + managementPort + "/metrics").toURL().openStream()) {
      page = new String(in.readAllBytes(), UTF_8);
    }
    double counted =
        page.lines()
            .filter(line -> line.startsWith("toolwatch_spans_total{disposition=\"operation\"}"))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
            .sum();
    if (counted != sent * SPANS) {
      throw new IllegalStateException("sent " + sent * SPANS + " spans, counted " + counted);
    }
  }

  private static long residentMegabytes(Process process) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + process.pid() + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }

  /** HTTP/1.1 by hand, so that the client costs next to nothing. */
  private final class Connection implements AutoCloseable {
    private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    private final InputStream in = new BufferedInputStream(socket.getInputStream());
    private final byte[] head =
        ("POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-protobuf\r\n"
                + "Content-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(US_ASCII);

    private Connection() throws IOException {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(10_000);
    }

    private void send() throws IOException {
      ByteBuffer bytes = ByteBuffer.wrap(body);
      for (int i = 0; i < SPANS; i++) {
        long id = sent * SPANS + i + 1;
        bytes.putLong(ids.get(i) + 8, id); // the trace id's lower half
        bytes.putLong(ids.get(i) + 18, id); // behind it, a tag and a length: the span id
      }
      ByteBuffer whole = ByteBuffer.allocate(head.length + body.length).put(head).put(body);
      socket.getOutputStream().write(whole.array());
      String status = line();
      int length = 0;
      for (String line = line(); !line.isEmpty(); line = line()) {
        if (line.toLowerCase().startsWith("content-length:")) {
          length = Integer.parseInt(line.substring(15).strip());
        }
      }
      in.skipNBytes(length);
      if (!status.startsWith("HTTP/1.1 200")) {
        throw new IOException("answered " + status);
      }
      sent++;
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int next = in.read(); next != '\n'; next = in.read()) {
        if (next < 0) {
          throw new IOException("closed");
        }
        if (next != '\r') {
          line.append((char) next);
        }
      }
      return line.toString();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /** An ExportTraceServiceRequest of one resource and one scope. */
  private byte[] request() {
    Message resource = new Message().bytes(1, attribute("service.name", "bench-mcp"));
    Message scope = new Message().bytes(1, new Message().text(1, "bench"));
    for (int i = 0; i < SPANS; i++) {
      scope.bytes(2, span(i));
    }
    Message request =
        new Message().bytes(1, new Message().bytes(1, resource).bytes(2, scope));
    byte[] bytes = request.toByteArray();
    // Each span begins with its trace id, sixteen bytes with this mark as the first half.
    for (int at = 0; at + 8 <= bytes.length; at++) {
      if (ByteBuffer.wrap(bytes).getLong(at) == MARK) {
        ids.add(at);
      }
    }
    if (ids.size() != SPANS) {
      throw new IllegalStateException("found " + ids.size() + " trace ids");
    }
    return bytes;
  }

  private static final long MARK = 0x7a6b5c4d3e2f1a0bL;

  private static Message span(int index) {
    long end = Instant.now().getEpochSecond() * 1_000_000_000L;
    Message span =
        new Message()
            .bytes(1, ByteBuffer.allocate(16).putLong(MARK).putLong(1).array())
            .bytes(2, ByteBuffer.allocate(8).putLong(1).array())
            .text(5, "tools/call tool_" + index % 25)
            .varint(6, 2)
            .fixed64(7, end - (index + 1) * 7_000_000L)
            .fixed64(8, end)
            .bytes(9, attribute("mcp.method.name", "tools/call"))
            .bytes(9, attribute("gen_ai.tool.name", "tool_" + index % 25))
            .bytes(9, attribute("gen_ai.operation.name", "execute_tool"))
            .bytes(9, attribute("mcp.session.id", "session-" + index % 10))
            .bytes(9, attribute("mcp.protocol.version", "2025-06-18"))
            .bytes(9, attribute("enduser.pseudo.id", "user-" + index % 50));
    for (int i = 6; i < ATTRIBUTES; i++) {
      span.bytes(9, attribute("example.attribute.number_" + i, "a value of usual length " + i));
    }
    return span;
  }

  private static Message attribute(String key, String value) {
    return new Message().text(1, key).bytes(2, new Message().text(1, value));
  }

  /** A protobuf message being written (protobuf.dev, "Encoding"). */
  private static final class Message {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    byte[] toByteArray() {
      return out.toByteArray();
    }

    Message bytes(int field, Message message) {
      return bytes(field, message.toByteArray());
    }

    Message text(int field, String text) {
      return bytes(field, text.getBytes(UTF_8));
    }

    Message bytes(int field, byte[] bytes) {
      raw((long) field << 3 | 2);
      raw(bytes.length);
      out.writeBytes(bytes);
      return this;
    }

    Message varint(int field, long value) {
      raw((long) field << 3);
      raw(value);
      return this;
    }

    Message fixed64(int field, long value) {
      raw((long) field << 3 | 1);
      out.writeBytes(
          ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array());
      return this;
    }

    private void raw(long value) {
      long rest = value;
      while (rest > 0x7f) {
        out.write((int) (rest & 0x7f | 0x80));
        rest >>>= 7;
      }
      out.write((int) rest);
    }
  }
}
