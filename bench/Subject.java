import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * A process under load, Toolwatch or a collector, on its own ports. Linux only, because it reads
 * /proc.
 */
final class Subject implements AutoCloseable {
  private static final double TICKS_A_SECOND = 100; // sysconf(_SC_CLK_TCK) on Linux

  private final Kind kind;
  private final Process process;
  private final long begunNanos;
  private final Path directory;
  private final int httpPort;
  private final int grpcPort;
  private final int scrapePort;
  private final byte[] page = new byte[64 * 1024];

  /** The metric with the count of calls, and the path that shows that the process is ready. */
  enum Kind {
    TOOLWATCH("mcp_server_operation_duration_seconds_count", "/q/health/ready"),
    COLLECTOR("traces_span_metrics_duration_seconds_count", "/metrics");

    private final String count;
    private final String ready;

    Kind(String count, String ready) {
      this.count = count;
      this.ready = ready;
    }
  }

  record Page(String text) {
    /** The sum of all samples with this prefix. */
    double sum(String prefix) {
      return samples(prefix).mapToDouble(Page::value).sum();
    }

    long number(String prefix) {
      return samples(prefix).count();
    }

    Stream<String> samples(String prefix) {
      return text.lines().filter(line -> line.startsWith(prefix));
    }

    static double value(String sample) {
      String rest = sample.substring(Math.max(sample.lastIndexOf('}') + 1, sample.indexOf(' '))).strip();
      return Double.parseDouble(rest.split(" ")[0]);
    }
  }

  private Subject(Kind kind, List<String> command, Map<String, String> environment) throws IOException {
    this.kind = kind;
    directory = Files.createTempDirectory("bench");
    int[] ports = freePorts(4);
    httpPort = ports[0];
    grpcPort = ports[1];
    scrapePort = ports[2];
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    builder.environment().putAll(settings(ports[3]));
    builder.redirectOutput(directory.resolve("log").toFile());
    begunNanos = System.nanoTime();
    process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
  }

  /** Starts the process without waiting. */
  static Subject launch(Kind kind, List<String> command, Map<String, String> environment) throws IOException {
    return new Subject(kind, command, environment);
  }

  /** Starts the process and waits until it accepts requests. */
  static Subject start(Kind kind, List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    Subject subject = launch(kind, command, environment);
    subject.awaitReady();
    return subject;
  }

  private Map<String, String> settings(int apiPort) {
    return switch (kind) {
      case TOOLWATCH ->
          Map.of(
              "TOOLWATCH_OTLP_HTTP_PORT", "" + httpPort,
              "TOOLWATCH_OTLP_GRPC_PORT", "" + grpcPort,
              "QUARKUS_MANAGEMENT_PORT", "" + scrapePort,
              "QUARKUS_HTTP_PORT", "" + apiPort,
              "TOOLWATCH_STORE_PATH", directory.resolve("store").toString());
      case COLLECTOR ->
          Map.of(
              "BENCH_HTTP_PORT", "" + httpPort,
              "BENCH_GRPC_PORT", "" + grpcPort,
              "BENCH_SCRAPE_PORT", "" + scrapePort);
    };
  }

  private void awaitReady() throws IOException, InterruptedException {
    for (int i = 0; i < 600; i++) {
      checkAlive();
      try {
        get(kind.ready).close();
        Protocol.HTTP.connect(httpPort).close();
        Protocol.GRPC.connect(grpcPort).close();
        return;
      } catch (IOException notYet) {
        Thread.sleep(50);
      }
    }
    throw new IllegalStateException("the process is not ready: " + Files.readString(directory.resolve("log")));
  }

  static int[] freePorts(int count) throws IOException {
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

  int port(Protocol protocol) {
    return protocol == Protocol.HTTP ? httpPort : grpcPort;
  }

  /** The metrics page as Prometheus requests it: OpenMetrics text, compressed. */
  Page scrape() throws IOException {
    try (InputStream in = new GZIPInputStream(get("/metrics"))) {
      return new Page(new String(in.readAllBytes(), UTF_8));
    }
  }

  /** The time to receive the page, which is discarded. One thread at a time. */
  double scrapeMillis() throws IOException {
    long begun = System.nanoTime();
    try (InputStream in = get("/metrics")) {
      while (in.read(page) >= 0) {
        // only the time matters
      }
    }
    return (System.nanoTime() - begun) / 1e6;
  }

  private InputStream get(String path) throws IOException {
    URLConnection connection = URI.create("http://127.0.0.1:" + scrapePort + path).toURL().openConnection();
    connection.setConnectTimeout(1_000);
    connection.setReadTimeout(20_000);
    connection.setRequestProperty("Accept-Encoding", "gzip");
    connection.setRequestProperty("Accept", "application/openmetrics-text;version=1.0.0,*/*;q=0.1");
    return connection.getInputStream();
  }

  /** Spans counted as operations, according to the page. */
  double counted(Page page) {
    return page.sum(kind.count);
  }

  long series(Page page) {
    return page.number(kind.count);
  }

  /**
   * Waits up to 30 s until the page shows this count, because spans may wait and the page may lag.
   */
  Page awaitCounted(double spans) throws IOException, InterruptedException {
    Page page = scrape();
    for (int i = 0; i < 60 && counted(page) != spans; i++) {
      Thread.sleep(500);
      page = scrape();
    }
    return page;
  }

  double cpuSeconds() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS_A_SECOND;
  }

  double peakMiB() {
    return statusMiB("VmHWM:");
  }

  double residentMiB() {
    return statusMiB("VmRSS:");
  }

  private double statusMiB(String key) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      return lines
              .filter(line -> line.startsWith(key))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .sum()
          / 1024.0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Time since exec. */
  double ageMillis() {
    return (System.nanoTime() - begunNanos) / 1e6;
  }

  void checkAlive() throws IOException {
    if (!process.isAlive()) {
      throw new IllegalStateException("the process has ended: " + Files.readString(directory.resolve("log")));
    }
  }

  /** Logged lines above INFO. */
  List<String> warnings() throws IOException {
    try (Stream<String> lines = Files.lines(directory.resolve("log"))) {
      return lines.filter(line -> line.matches(".*(WARN|ERROR|FATAL|[Ee]xception|panic).*")).toList();
    }
  }

  /** Stops the process. Returns the time from SIGTERM to exit. */
  double stopMillis() throws InterruptedException {
    long begun = System.nanoTime();
    process.destroy();
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new IllegalStateException("the process did not stop within 20 s");
    }
    return (System.nanoTime() - begun) / 1e6;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    stopMillis();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(file);
      }
    }
  }
}
