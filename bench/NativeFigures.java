import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * What a packaged Toolwatch costs: time to the first accepted request, resident memory, spans per CPU-second. Linux
 * only, for /proc. Prints one line of name and value each.
 *
 * <pre>java bench/NativeFigures.java [--starts N] [--seconds N] -- COMMAND…</pre>
 */
final class NativeFigures {
  private static final int SPANS_A_REQUEST = 100;
  private static final int RATE = 5_000;
  private static final int CONNECTIONS = 4;
  private static final double TICKS_A_SECOND = 100; // sysconf(_SC_CLK_TCK) on Linux

  private final List<String> command;
  private final Path store;
  private final int grpcPort;
  private final int httpPort;
  private final int apiPort;
  private final int managementPort;

  private NativeFigures(List<String> command) throws IOException {
    this.command = command;
    this.store = Files.createTempDirectory("toolwatch-figures");
    int[] ports = freePorts(4);
    grpcPort = ports[0];
    httpPort = ports[1];
    apiPort = ports[2];
    managementPort = ports[3];
  }

  public static void main(String[] arguments) throws Exception {
    List<String> given = List.of(arguments);
    int split = given.indexOf("--");
    if (split < 0 || split == given.size() - 1) {
      System.err.println("usage: java NativeFigures.java [--starts N] [--seconds N] -- COMMAND...");
      System.exit(2);
    }
    int starts = option(given.subList(0, split), "--starts", 20);
    int seconds = option(given.subList(0, split), "--seconds", 30);
    NativeFigures figures = new NativeFigures(given.subList(split + 1, given.size()));
    try {
      figures.start(starts);
      figures.run(seconds);
    } finally {
      figures.cleanUp();
    }
  }

  private static int option(List<String> options, String name, int otherwise) {
    int at = options.indexOf(name);
    return at < 0 ? otherwise : Integer.parseInt(options.get(at + 1));
  }

  private static int[] freePorts(int count) throws IOException {
    List<ServerSocket> held = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        held.add(new ServerSocket(0));
      }
      return held.stream().mapToInt(ServerSocket::getLocalPort).toArray();
    } finally {
      for (ServerSocket socket : held) {
        socket.close();
      }
    }
  }

  /** From exec to the answer 200 to a request with one span. */
  private void start(int runs) throws Exception {
    byte[] request = http(batch(new SplittableRandom(1), 1));
    double[] millis = new double[runs];
    for (int i = -1; i < runs; i++) {
      long begun = System.nanoTime();
      Process process = launch();
      firstAccepted(process, request);
      long done = System.nanoTime();
      if (i >= 0) { // the first warms this client and the page cache
        millis[i] = (done - begun) / 1e6;
      }
      stop(process);
    }
    Arrays.sort(millis);
    report("start median ms", millis[runs / 2]);
    report("start worst ms", millis[runs - 1]);
  }

  private void firstAccepted(Process process, byte[] request) throws InterruptedException {
    while (true) {
      if (!process.isAlive()) {
        throw new IllegalStateException("ended with " + process.exitValue());
      }
      try (Connection connection = new Connection(httpPort)) {
        connection.post(request);
        return;
      } catch (IOException e) {
        LockSupport.parkNanos(200_000);
      }
    }
  }

  private void run(int seconds) throws Exception {
    Process process = launch();
    firstAccepted(process, http(batch(new SplittableRandom(1), 1)));
    Thread.sleep(10_000);
    report("idle MiB", residentMiB(process));

    Load paced = new Load(RATE, seconds);
    double cpuBefore = cpuSeconds(process);
    double[] worst = {0};
    paced.run(() -> worst[0] = Math.max(worst[0], residentMiB(process)));
    double cpu = cpuSeconds(process) - cpuBefore;
    report("sent spans/s", paced.sent() / (double) seconds);
    report("loaded MiB", residentMiB(process));
    report("loaded worst MiB", worst[0]);
    report("spans per CPU-second at " + RATE + "/s", paced.sent() / cpu);

    new Load(0, 15).run(() -> {}); // for a JIT to warm up
    Load flatOut = new Load(0, 15);
    cpuBefore = cpuSeconds(process);
    flatOut.run(() -> {});
    report("spans per CPU-second flat out", flatOut.sent() / (cpuSeconds(process) - cpuBefore));
    report("spans/s flat out", flatOut.sent() / 15.0);
    report("afterwards MiB", residentMiB(process));
    report("stop ms", stop(process));
  }

  private Process launch() throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.put("TOOLWATCH_OTLP_GRPC_PORT", "" + grpcPort);
    environment.put("TOOLWATCH_OTLP_HTTP_PORT", "" + httpPort);
    environment.put("QUARKUS_HTTP_PORT", "" + apiPort);
    environment.put("QUARKUS_MANAGEMENT_PORT", "" + managementPort);
    environment.put("TOOLWATCH_STORE_PATH", store.toString());
    return builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(store.resolve("log").toFile()))
        .start();
  }

  private static double stop(Process process) throws InterruptedException {
    long begun = System.nanoTime();
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new IllegalStateException("did not stop");
    }
    return (System.nanoTime() - begun) / 1e6;
  }

  private void cleanUp() throws IOException {
    try (Stream<Path> files = Files.walk(store)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void report(String name, double value) {
    System.out.printf(Locale.ROOT, "%s\t%.1f%n", name, value);
  }

  private static double residentMiB(Process process) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
          .sum()
          / 1024.0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static double cpuSeconds(Process process) throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_A_SECOND;
  }

  /** Requests of 100 spans over a few connections, at a rate or as fast as they are answered. */
  private final class Load {
    private final int rate;
    private final int seconds;
    private final long[] sent = new long[CONNECTIONS];

    Load(int rate, int seconds) {
      this.rate = rate;
      this.seconds = seconds;
    }

    void run(Runnable eachSecond) throws Exception {
      long begun = System.nanoTime();
      List<Thread> threads = new ArrayList<>();
      List<Throwable> failures = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        int index = i;
        Thread thread =
            new Thread(
                () -> {
                  try {
                    send(index, begun);
                  } catch (IOException | RuntimeException e) {
                    synchronized (failures) {
                      failures.add(e);
                    }
                  }
                });
        thread.start();
        threads.add(thread);
      }
      for (int i = 0; i < seconds; i++) {
        Thread.sleep(1_000);
        eachSecond.run();
      }
      for (Thread thread : threads) {
        thread.join();
      }
      if (!failures.isEmpty()) {
        throw new IllegalStateException(failures.get(0));
      }
    }

    long sent() {
      return Arrays.stream(sent).sum();
    }

    private void send(int index, long begun) throws IOException {
      SplittableRandom random = new SplittableRandom(begun + index);
      long interval = rate == 0 ? 0 : (long) (1e9 * SPANS_A_REQUEST * CONNECTIONS / rate);
      long end = begun + TimeUnit.SECONDS.toNanos(seconds);
      try (Connection connection = new Connection(httpPort)) {
        for (long next = begun + interval * index / CONNECTIONS; ; next += interval) {
          while (next > System.nanoTime()) {
            LockSupport.parkNanos(next - System.nanoTime());
          }
          if (System.nanoTime() >= end) {
            return;
          }
          connection.post(http(batch(random, SPANS_A_REQUEST)));
          sent[index] += SPANS_A_REQUEST;
        }
      }
    }
  }

  private static final class Connection implements AutoCloseable {
    private final Socket socket = new Socket();
    private final OutputStream out;
    private final DataInputStream in;

    Connection(int port) throws IOException {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(10_000);
      socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
      out = socket.getOutputStream();
      in = new DataInputStream(new java.io.BufferedInputStream(socket.getInputStream()));
    }

    void post(byte[] request) throws IOException {
      out.write(request);
      out.flush();
      String status = line();
      if (status == null) {
        throw new IOException("closed");
      }
      int length = 0;
      for (String header = line(); header != null && !header.isEmpty(); header = line()) {
        if (header.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
          length = Integer.parseInt(header.substring(15).strip());
        }
      }
      in.skipNBytes(length);
      if (!status.startsWith("HTTP/1.1 200")) {
        throw new IOException(status);
      }
    }

    private String line() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int c = in.read(); c >= 0; c = in.read()) {
        if (c == '\n') {
          return line.toString().stripTrailing();
        }
        line.append((char) c);
      }
      return null;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private static byte[] http(byte[] body) {
    byte[] head =
        ("POST /v1/traces HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-protobuf\r\n"
                + "Content-Length: "
                + body.length
                + "\r\n\r\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    byte[] request = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, request, head.length, body.length);
    return request;
  }

  /** One service of ten, half of its spans tool calls, the other half what they call over HTTP. */
  private static byte[] batch(SplittableRandom random, int spans) {
    Message scopeSpans = new Message();
    for (int i = 0; i < spans; i += 2) {
      byte[] trace = bytes(random, 16);
      byte[] call = bytes(random, 8);
      long end = System.currentTimeMillis() * 1_000_000;
      long start = end - 1_000_000L * random.nextInt(1, 400);
      boolean failed = random.nextInt(50) == 0;
      String tool = "tool_" + random.nextInt(20);
      Message server =
          span(trace, call, "tools/call " + tool, 2, start, end)
              .attribute("mcp.method.name", "tools/call")
              .attribute("gen_ai.tool.name", tool)
              .attribute("mcp.session.id", "session-" + random.nextInt(200))
              .attribute("mcp.protocol.version", "2025-06-18")
              .attribute("network.transport", "tcp")
              .attribute("enduser.pseudo.id", "user-" + random.nextInt(500));
      if (failed) {
        server.attribute("error.type", "tool_error").message(15, new Message().varint(3, 2));
      }
      scopeSpans.message(2, server);
      if (i + 1 < spans) {
        scopeSpans.message(
            2,
            span(trace, bytes(random, 8), "GET", 3, start + 100_000, end - 100_000)
                .bytes(4, call)
                .attribute("http.request.method", "GET")
                .attribute("server.address", "pm.example.com")
                .attribute("url.full", "https://pm.example.com/issues/" + random.nextInt(100_000)));
      }
    }
    Message resource =
        new Message()
            .attribute(1, "service.name", "orders-" + random.nextInt(10))
            .attribute(1, "telemetry.sdk.language", "java")
            .attribute(1, "service.version", "1.4.2");
    return new Message()
        .message(1, new Message().message(1, resource).message(2, scopeSpans))
        .toBytes();
  }

  private static Message span(byte[] trace, byte[] id, String name, int kind, long start, long end) {
    return new Message()
        .bytes(1, trace)
        .bytes(2, id)
        .string(5, name)
        .varint(6, kind)
        .fixed64(7, start)
        .fixed64(8, end);
  }

  private static byte[] bytes(SplittableRandom random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  /** A protobuf message under construction. */
  private static final class Message {
    private static final int SPAN_ATTRIBUTES = 9;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Message varint(int field, long value) {
      raw((long) field << 3);
      raw(value);
      return this;
    }

    Message fixed64(int field, long value) {
      raw((long) field << 3 | 1);
      for (int shift = 0; shift < 64; shift += 8) {
        out.write((int) (value >>> shift));
      }
      return this;
    }

    Message bytes(int field, byte[] value) {
      raw((long) field << 3 | 2);
      raw(value.length);
      out.writeBytes(value);
      return this;
    }

    Message string(int field, String value) {
      return bytes(field, value.getBytes(StandardCharsets.UTF_8));
    }

    Message message(int field, Message value) {
      return bytes(field, value.toBytes());
    }

    Message attribute(String key, String value) {
      return attribute(SPAN_ATTRIBUTES, key, value);
    }

    Message attribute(int field, String key, String value) {
      return message(field, new Message().string(1, key).message(2, new Message().string(1, value)));
    }

    byte[] toBytes() {
      return out.toByteArray();
    }

    private void raw(long value) {
      long rest = value;
      for (; (rest & ~0x7fL) != 0; rest >>>= 7) {
        out.write((int) (rest & 0x7f | 0x80));
      }
      out.write((int) rest);
    }
  }
}
