import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Measures the memory of a series, of a service and of everything under the default limits: live
 * bytes of the heap, from the last line of {@code jcmd GC.class_histogram}, which runs a collection
 * first. Prints a markdown table. Sends OTLP/JSON to one event loop; takes half a minute.
 *
 * <p>Usage: {@code java bench/SeriesMemory.java <otlp port> <management port> <command...>}. The
 * command must start a JVM.
 */
public final class SeriesMemory {
  private static final int SPANS = 1000;
  private static final long START_SECONDS = 30;

  /** One span for each of these durations, which cover ten octaves. */
  private static final double[] WIDE = {
    0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.2
  };

  private static final double[] NARROW = {0.02};
  private static final String[] OUTCOMES = {"", "-32602", "timeout"};

  private final HttpClient http = HttpClient.newHttpClient();
  private final URI otlp;
  private final URI metrics;
  private final long pid;
  private final List<String> spans = new ArrayList<>();
  private String service = "";
  private long nextId = 1;

  private SeriesMemory(int otlpPort, int managementPort, long pid) {
    otlp = URI.create("http://127.0.0.1:" + otlpPort + "/v1/traces");
    metrics = URI.create("http://127.0.0.1:" + managementPort + "/metrics");
    this.pid = pid;
  }

  public static void main(String[] args) throws Exception {
    List<String> command = List.of(args).subList(2, args.length);
    Process toolwatch = start(command);
    try {
      new SeriesMemory(Integer.parseInt(args[0]), Integer.parseInt(args[1]), toolwatch.pid())
          .measure();
    } finally {
      toolwatch.destroy();
      if (!toolwatch.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
        toolwatch.destroyForcibly();
      }
    }
  }

  private static Process start(List<String> command) throws IOException {
    return new ProcessBuilder(command)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private void measure() throws Exception {
    awaitStart();
    warmUp();
    System.out.println("| what | live bytes |");
    System.out.println("|---|---|");
    // Unknown tools get their name only after a success, so the first outcome is a success.
    long before = live();
    tools("narrow", 400, NARROW);
    long narrow = live();
    print("a series of similar durations", (narrow - before) / 1200.0);
    scrape();
    long scraped = live();
    print("the same once it has been scraped", (scraped - before) / 1200.0);
    tools("wide", 400, WIDE);
    long wide = live();
    print("a series of durations over ten octaves", (wide - scraped) / 1200.0);
    scrape();
    print("the same once it has been scraped", (live() - scraped) / 1200.0);

    before = live();
    for (int i = 0; i < 200; i++) {
      tools("service" + i, 1, NARROW);
    }
    scrape();
    print("a service with one tool, three series and two error types", (live() - before) / 200.0);

    for (int i = 200; i < 600; i++) {
      tools("service" + i, 1, NARROW);
    }
    for (int i = 0; i < 600; i++) {
      tools("service" + i, 30, WIDE);
    }
    scrape();
    print("everything, with the family of servers at its limit", live());
  }

  private void print(String what, double bytes) {
    System.out.printf("| %s | %,.0f |%n", what, bytes);
  }

  private void warmUp() throws Exception {
    for (int i = 0; i < 10; i++) {
      tools("warm", 300, WIDE);
      scrape();
      live();
    }
  }

  /** Sends calls of this many tools, with every outcome and every duration. */
  private void tools(String serviceName, int tools, double[] seconds) throws Exception {
    service = serviceName;
    for (int tool = 0; tool < tools; tool++) {
      for (String errorType : OUTCOMES) {
        for (double duration : seconds) {
          add("tool" + tool, errorType, duration);
        }
      }
    }
    send();
  }

  private void add(String tool, String errorType, double seconds) throws Exception {
    long end = 1_790_000_000_000_000_000L;
    String error =
        errorType.isEmpty()
            ? ""
            : ",{\"key\":\"error.type\",\"value\":{\"stringValue\":\"" + errorType + "\"}}";
    spans.add(
        """
        {"traceId":"%032x","spanId":"%016x","name":"tools/call","kind":2,
        "startTimeUnixNano":"%d","endTimeUnixNano":"%d","status":{"code":%d},"attributes":[
        {"key":"mcp.method.name","value":{"stringValue":"tools/call"}},
        {"key":"gen_ai.tool.name","value":{"stringValue":"%s"}}%s]}\
        """
            .formatted(
                nextId,
                nextId++,
                end - (long) (seconds * 1e9),
                end,
                errorType.isEmpty() ? 0 : 2,
                tool,
                error));
    if (spans.size() == SPANS) {
      send();
    }
  }

  private void send() throws Exception {
    if (spans.isEmpty()) {
      return;
    }
    String body =
        """
        {"resourceSpans":[{"resource":{"attributes":[
        {"key":"service.name","value":{"stringValue":"%s"}}]},
        "scopeSpans":[{"spans":[%s]}]}]}\
        """
            .formatted(service, String.join(",", spans));
    spans.clear();
    HttpRequest request =
        HttpRequest.newBuilder(otlp)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException("response " + response.statusCode() + ": " + response.body());
    }
  }

  private void scrape() throws Exception {
    http.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.discarding());
  }

  private void awaitStart() throws Exception {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (true) {
      try {
        scrape();
        return;
      } catch (IOException e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        Thread.sleep(100);
      }
    }
  }

  /** Live bytes. The last line of the histogram is "Total", instances, bytes. */
  private long live() throws Exception {
    Process jcmd =
        new ProcessBuilder("jcmd", Long.toString(pid), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String[] lines = new String(jcmd.getInputStream().readAllBytes(), UTF_8).strip().split("\n");
    String[] total = lines[lines.length - 1].strip().split("\\s+");
    return Long.parseLong(total[2]);
  }
}
